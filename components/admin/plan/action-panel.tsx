import type { RecordActionState } from '@/admin/client'
import { Button } from '../../ui/button'
import * as shared from '../../words/shared'
import { BulkFields } from './bulk-screen'
import { PlanBody } from './plan-screen'
import { ResultBody } from './result-screen'

/** What an action of a record asks for, would do, or has done: inside the form with its buttons. */
export function ActionPanel({ confirm }: { confirm: NonNullable<RecordActionState['confirm']> }) {
  const { action, inputs } = confirm
  const sent = confirm.kind === 'plan' ? inputs : []
  return (
    <div role="alertdialog" aria-label={confirm.page.title} className="record-confirm">
      <input type="hidden" name="~action" value={action} />
      {sent.map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <h2>{confirm.page.title}</h2>
      <Content confirm={confirm} />
      <div className="buttons">
        {confirm.kind === 'form' && (
          <Button type="submit" name="~step" value="review" variant="primary">
            {confirm.page.button}
          </Button>
        )}
        {confirm.kind === 'plan' && (
          <>
            <input type="hidden" name="~step" value="review" />
            {confirm.page.button !== null && (
              <Button
                type="submit"
                name="~seal"
                value={confirm.page.seal}
                variant="primary"
                danger={confirm.page.danger}
              >
                {confirm.page.button}
              </Button>
            )}
          </>
        )}
        {/* A post of this returns to the buttons. */}
        <Button type="submit" name="~cancel" value="1" autoFocus={confirm.kind === 'plan'}>
          {confirm.kind === 'result' ? shared.close : shared.cancel}
        </Button>
      </div>
    </div>
  )
}

function Content({ confirm }: { confirm: NonNullable<RecordActionState['confirm']> }) {
  switch (confirm.kind) {
    case 'form':
      return <BulkFields page={confirm.page} />
    case 'plan':
      return <PlanBody page={confirm.page} notice={null} />
    case 'result':
      return <ResultBody page={confirm.page} />
  }
}

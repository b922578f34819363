import type { PlanGroup, PlanPage, PlanRefusal } from '@/admin/client'
import { Badge, type Tone } from '../../ui/badge'
import { Button, ButtonLink } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { ChangeList } from '../history/change-list'
import { RowNames } from '../row-names'
import { Hidden } from '../list/list-parameters'
import * as shared from '../../words/shared'
import * as words from '../../words/plan'

export interface PlanScreenProps {
  page: PlanPage
  action: (data: FormData) => void | Promise<void>
  cancelHref: string
  /** Posted along: the chosen rows, what to do with them, and the list to return to. */
  hidden: { name: string; value: string }[]
  /** Why the last attempt changed nothing. */
  notice: string | null
}

const tones: Record<PlanGroup['kind'], Tone> = { add: 'success', change: 'neutral', delete: 'danger' }

/** What a change of many rows would do, before it is done. `~seal` stands for what was shown. */
export function PlanScreen({ page, action, cancelHref, hidden, notice }: PlanScreenProps) {
  return (
    <div className="page">
      <div className="confirm">
        <div className="page-head">
          <h1>{page.title}</h1>
        </div>
        <PlanBody page={page} notice={notice} />
        <form action={action} className="buttons">
          <Hidden parameters={hidden} />
          {page.editable && <input type="hidden" name="~step" value="review" />}
          {page.button !== null && (
            <Button type="submit" name="~seal" value={page.seal} variant="primary" danger={page.danger} large>
              {page.button}
            </Button>
          )}
          {page.editable && (
            <Button type="submit" name="~step" value="form" large>
              {words.backToForm}
            </Button>
          )}
          <ButtonLink href={cancelHref} large>
            {page.button === null ? shared.back : shared.cancel}
          </ButtonLink>
        </form>
      </div>
    </div>
  )
}

/** What would change, and what would not, with the reasons. */
export function PlanBody({ page, notice }: Pick<PlanScreenProps, 'page' | 'notice'>) {
  return (
    <>
      <div className="notices">
        {notice !== null && <Notice tone="danger">{notice}</Notice>}
        <p>
          {page.sentence} <span className="muted">{page.took}</span>
        </p>
        {page.notes.map((note) => (
          <p key={note} className="muted">
            {note}
          </p>
        ))}
      </div>
      {page.refusals.length > 0 && <Refusals refusals={page.refusals} />}
      {page.groups.map((group) => (
        <Group key={`${group.kind} ${group.plural}`} group={group} />
      ))}
    </>
  )
}

function Refusals({ refusals }: { refusals: PlanRefusal[] }) {
  return (
    <section className="plan-group" aria-label={words.refused}>
      <h2>
        {words.refused} <Badge tone="warning">{refusals.reduce((sum, { count }) => sum + count, 0)}</Badge>
      </h2>
      <ul>
        {refusals.map(({ reason, count, rows, others }) => (
          <li key={reason}>
            <div>
              {reason} {refusals.length > 1 && <span className="muted">{shared.count(count)}</span>}
            </div>
            <RowNames rows={rows} others={others} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Group({ group: { plural, kind, count, entries, others } }: { group: PlanGroup }) {
  return (
    <section className="plan-group">
      <h2>
        {plural} <span className="muted">{shared.count(count)}</span>{' '}
        <Badge tone={tones[kind]}>{words.kinds[kind]}</Badge>
      </h2>
      <ul>
        {entries.map((entry) => (
          <li key={entry.id} className="plan-row">
            {entry.href === null ? (
              <bdi>{entry.record}</bdi>
            ) : (
              <a className="prose-link" href={entry.href}>
                <bdi>{entry.record}</bdi>
              </a>
            )}
            <ChangeList entry={entry} />
          </li>
        ))}
        {others > 0 && <li className="muted">{words.andMore(others)}</li>}
      </ul>
    </section>
  )
}

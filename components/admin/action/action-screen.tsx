import type { ActionPage } from '@/admin/client'
import { Button, ButtonLink } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { RowNames } from '../row-names'
import * as shared from '../../words/shared'

interface ActionScreenProps {
  page: ActionPage
  action: (data: FormData) => void | Promise<void>
  cancelHref: string
  /** Posted along: the chosen rows and the list to return to. */
  hidden: { name: string; value: string }[]
  /** Why the last attempt failed. */
  notice: string | null
}

/** Shows the rows that an action would change, before it runs. `~total` contains the confirmed number. */
export function ActionScreen({ page, action, cancelHref, hidden, notice }: ActionScreenProps) {
  return (
    <div className="page">
      <div className="confirm">
        <div className="page-head">
          <h1>{page.title}</h1>
        </div>
        <div className="notices">
          {notice !== null && <Notice tone="danger">{notice}</Notice>}
          {page.blockedReason !== null && <Notice tone="danger">{page.blockedReason}</Notice>}
          <p>{page.sentence}</p>
          {page.samples.length > 0 && (
            <p>
              {shared.amongThem} <RowNames rows={page.samples} others={page.others} />
            </p>
          )}
        </div>
        <form action={action} className="buttons">
          {hidden.map(({ name, value }, index) => (
            <input key={`${index} ${name}`} type="hidden" name={name} value={value} />
          ))}
          <input type="hidden" name="~total" value={page.total} />
          {page.blockedReason === null && (
            <Button type="submit" variant="primary" danger={page.danger} large>
              {page.title}
            </Button>
          )}
          <ButtonLink href={cancelHref} large>
            {page.blockedReason === null ? shared.cancel : shared.back}
          </ButtonLink>
        </form>
      </div>
    </div>
  )
}

import type { DeleteGroup, DeletePage } from '@/admin/client'
import { Badge, type Tone } from '../../ui/badge'
import { Button, ButtonLink } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { RowNames } from '../row-names'

interface DeleteScreenProps {
  page: DeletePage
  action: (data: FormData) => void | Promise<void>
  cancelHref: string
  /** Posted along: which rows, the way back. */
  hidden?: { name: string; value: string }[]
  /** Why the last try deleted nothing. */
  notice?: string | null
}

const effects: Record<DeleteGroup['effect'], { label: string; tone: Tone }> = {
  block: { label: 'blocks', tone: 'danger' },
  forbidden: { label: 'no permission to delete', tone: 'danger' },
  delete: { label: 'deleted', tone: 'warning' },
  'set null': { label: 'cleared', tone: 'neutral' },
  'set default': { label: 'set to default', tone: 'neutral' },
}
const order: DeleteGroup['effect'][] = ['block', 'forbidden', 'delete', 'set null', 'set default']

/** What a delete would do, before it is done. `~total` carries the number that was agreed to. */
export function DeleteScreen({ page, action, cancelHref, hidden = [], notice = null }: DeleteScreenProps) {
  const groups = page.groups.toSorted((a, b) => order.indexOf(a.effect) - order.indexOf(b.effect))
  return (
    <div className="page">
      <div className="max-w-3xl">
        <div className="page-head">
          <h1>Delete {page.what}</h1>
        </div>
        <div className="grid gap-3">
          {notice !== null && <Notice tone="danger">{notice}</Notice>}
          {page.blockedReason !== null && <Notice tone="danger">{page.blockedReason}</Notice>}
          <p>{page.sentence}</p>
          {page.softDeleteNote !== null && <Notice>{page.softDeleteNote}</Notice>}
        </div>
        {groups.length > 0 && <Groups groups={groups} />}
        <form action={action} className="mt-6 flex flex-wrap gap-2">
          {hidden.map(({ name, value }, index) => (
            <input key={`${index} ${name}`} type="hidden" name={name} value={value} />
          ))}
          <input type="hidden" name="~total" value={page.total} />
          {!page.blocked && (
            <Button type="submit" variant="primary" danger large>
              {page.button}
            </Button>
          )}
          <ButtonLink href={cancelHref} large>
            {page.blocked ? 'Back' : 'Cancel'}
          </ButtonLink>
        </form>
      </div>
    </div>
  )
}

function Groups({ groups }: { groups: DeleteGroup[] }) {
  return (
    <table className="grid-table mt-5">
      <thead>
        <tr>
          <th scope="col">Rows of</th>
          <th scope="col" className="n">
            Count
          </th>
          <th scope="col">What happens</th>
          <th scope="col">Among them</th>
        </tr>
      </thead>
      <tbody>
        {groups.map((group, index) => (
          <tr key={`${index} ${group.table}`}>
            <th scope="row">
              {group.plural}
              {group.through !== null && <div className="text-xs wrap-anywhere text-muted">by {group.through}</div>}
            </th>
            <td className="n">
              {group.more ? 'more than ' : ''}
              {group.hidden && group.count === 0 ? 'not shown' : group.count.toLocaleString('en-US')}
              {group.hidden && group.count > 0 && <div className="text-xs text-muted">and others</div>}
            </td>
            <td>
              <Badge tone={effects[group.effect].tone}>{effects[group.effect].label}</Badge>
            </td>
            <td>
              <RowNames rows={group.samples} others={group.count - group.samples.length} more={group.more} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

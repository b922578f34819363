import type { DeleteGroup, DeletePage } from '@/admin/client'
import { Badge, type Tone } from '../../ui/badge'
import { Button, ButtonLink } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { RowNames } from '../row-names'
import * as words from '../../words/delete'
import { Hidden } from '../list/list-parameters'
import * as shared from '../../words/shared'

interface DeleteScreenProps {
  page: DeletePage
  action: (data: FormData) => void | Promise<void>
  cancelHref: string
  /** Posted along: the chosen rows and the list to return to. */
  hidden?: { name: string; value: string }[]
  /** Why the last attempt deleted nothing. */
  notice?: string | null
}

const tones: Record<DeleteGroup['effect'], Tone> = {
  block: 'danger',
  forbidden: 'danger',
  delete: 'warning',
  'set null': 'neutral',
  'set default': 'neutral',
  mark: 'warning',
  stay: 'neutral',
}
const order: DeleteGroup['effect'][] = ['block', 'forbidden', 'delete', 'mark', 'set null', 'set default', 'stay']

/** Shows what a delete would do, before it is done. `~total` contains the confirmed number, and `~seal` stands for the rows. */
export function DeleteScreen({ page, action, cancelHref, hidden = [], notice = null }: DeleteScreenProps) {
  const groups = page.groups.toSorted((a, b) => order.indexOf(a.effect) - order.indexOf(b.effect))
  return (
    <div className="page">
      <div className="confirm">
        <div className="page-head">
          <h1>{words.title(page.what)}</h1>
        </div>
        <div className="notices">
          {notice !== null && <Notice tone="danger">{notice}</Notice>}
          {page.blockedReason !== null && <Notice tone="danger">{page.blockedReason}</Notice>}
          <p>{page.sentence}</p>
          {page.softDeleteNote !== null && <Notice>{page.softDeleteNote}</Notice>}
        </div>
        {groups.length > 0 && <Groups groups={groups} />}
        <form action={action} className="buttons">
          <Hidden parameters={hidden} />
          <input type="hidden" name="~total" value={page.total} />
          {page.seal !== null && <input type="hidden" name="~seal" value={page.seal} />}
          {!page.blocked && (
            <Button type="submit" variant="primary" danger large>
              {page.button}
            </Button>
          )}
          <ButtonLink href={cancelHref} large>
            {page.blocked ? shared.back : shared.cancel}
          </ButtonLink>
        </form>
      </div>
    </div>
  )
}

function Groups({ groups }: { groups: DeleteGroup[] }) {
  return (
    <table className="grid-table">
      <thead>
        <tr>
          <th scope="col">{words.columns.table}</th>
          <th scope="col" className="n">
            {words.columns.count}
          </th>
          <th scope="col">{words.columns.effect}</th>
          <th scope="col">{words.columns.samples}</th>
        </tr>
      </thead>
      <tbody>
        {groups.map((group, index) => (
          <tr key={`${index} ${group.table}`}>
            <th scope="row">
              {group.plural}
              {group.through !== null && <div className="grid-note">{words.through(group.through)}</div>}
            </th>
            <td className="n">
              {group.hidden && group.count === 0 ? words.notShown : words.rows(group.count, group.more)}
              {group.hidden && group.count > 0 && <div className="grid-note">{words.andOthers}</div>}
            </td>
            <td>
              <Badge tone={tones[group.effect]}>{words.effects[group.effect]}</Badge>
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

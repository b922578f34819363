import type { UndoGroup, UndoPage, UndoRow } from '@/admin/client'
import { Badge, type Tone } from '../../ui/badge'
import { Button, ButtonLink } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { ValueChange } from '../history/change-list'
import * as shared from '../../words/shared'
import * as words from '../../words/undo'

interface UndoScreenProps {
  page: UndoPage
  action: (data: FormData) => void | Promise<void>
  /** The reason why the last attempt undid nothing. */
  notice: string | null
}

const tones: Record<UndoGroup['kind'], Tone> = {
  keep: 'warning',
  remove: 'danger',
  restore: 'success',
  revert: 'neutral',
}

/** Shows what undoing a change would do, before it is done. */
export function UndoScreen({ page, action, notice }: UndoScreenProps) {
  return (
    <div className="page">
      <div className="confirm">
        <div className="page-head">
          <h1>{page.title}</h1>
        </div>
        <div className="notices">
          {notice !== null && <Notice tone="danger">{notice}</Notice>}
          <p>{page.sentence}</p>
          {page.hidden !== null && <p className="muted">{page.hidden}</p>}
        </div>
        {page.groups.map((group) => (
          <Group key={`${group.kind} ${group.plural}`} group={group} />
        ))}
        <form action={action} className="buttons">
          <input type="hidden" name="~seal" value={page.seal} />
          {page.button !== null && (
            <Button type="submit" variant="primary" large>
              {page.button}
            </Button>
          )}
          <ButtonLink href={page.cancelHref} large>
            {page.button === null ? shared.back : shared.cancel}
          </ButtonLink>
        </form>
      </div>
    </div>
  )
}

function Group({ group }: { group: UndoGroup }) {
  const { plural, kind, count, rows, others } = group
  return (
    <section className="undo-group">
      <h2>
        {plural} <span className="muted">{count}</span> <Badge tone={tones[kind]}>{words.heads[kind]}</Badge>
      </h2>
      <ul>
        {rows.map((row, index) => (
          <Row key={`${index} ${row.label}`} row={row} />
        ))}
        {others > 0 && <li className="muted">{words.andMore(others)}</li>}
      </ul>
    </section>
  )
}

function Row({ row: { label, href, changes, notes } }: { row: UndoRow }) {
  return (
    <li>
      {href === null ? (
        <bdi>{label}</bdi>
      ) : (
        <a className="prose-link" href={href}>
          <bdi>{label}</bdi>
        </a>
      )}
      {notes.map((note) => (
        <p key={note} className="undo-note">
          {note}
        </p>
      ))}
      {changes.length > 0 && (
        <table className="changes-table">
          <tbody>
            {changes.map((change) => (
              <tr key={change.label}>
                <th scope="row">{change.label}</th>
                <td>
                  <ValueChange before={change.from} after={change.to} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </li>
  )
}

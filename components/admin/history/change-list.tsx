import type { HistoryEntry } from '@/admin/client'

/** Only the columns that changed, before and after. */
export function ChangeList({ entry }: { entry: HistoryEntry }) {
  if (entry.changes.length === 0) return null
  return (
    <table className="changes-table">
      <tbody>
        {entry.changes.map(({ label, before, after, secret }) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td>
              {secret ? (
                <span className="text-muted">changed (hidden)</span>
              ) : entry.verb === 'add' ? (
                <Side text={after} side="after" />
              ) : entry.verb === 'delete' ? (
                <Side text={before} side="before" />
              ) : (
                <>
                  <Side text={before} side="before" />
                  <span className="mx-1.5 text-muted" aria-label="became" role="img">
                    →
                  </span>
                  <Side text={after} side="after" />
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Side({ text, side }: { text: string | null; side: 'before' | 'after' }) {
  if (text === null) return <span className="null">null</span>
  if (text === '') return <span className="null">empty</span>
  return side === 'before' ? <del>{text}</del> : <ins>{text}</ins>
}

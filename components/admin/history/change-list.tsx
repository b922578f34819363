import type { HistoryEntry } from '@/admin/client'
import { WholeLink } from '../whole-link'
import * as words from '../../words/history'
import * as shared from '../../words/shared'

/** The columns that changed, before and after. */
export function ChangeList({ entry }: { entry: HistoryEntry }) {
  if (entry.changes.length === 0) return null
  return (
    <table className="changes-table">
      <tbody>
        {entry.changes.map(({ label, before, after, secret, beforeHref, afterHref }) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td>
              {secret ? (
                <span className="text-muted">{words.hiddenChange}</span>
              ) : entry.verb === 'add' ? (
                <Side text={after} side="after" wholeHref={afterHref} />
              ) : entry.verb === 'delete' ? (
                <Side text={before} side="before" wholeHref={beforeHref} />
              ) : (
                <>
                  <Side text={before} side="before" wholeHref={beforeHref} />
                  <span className="mx-1.5 text-muted" aria-label={words.became} role="img">
                    →
                  </span>
                  <Side text={after} side="after" wholeHref={afterHref} />
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface SideProps {
  text: string | null
  side: 'before' | 'after'
  wholeHref: string | undefined
}

function Side({ text, side, wholeHref }: SideProps) {
  if (text === null) return <span className="null">{shared.nullValue}</span>
  if (text === '') return <span className="null">{shared.emptyValue}</span>
  return (
    <>
      {side === 'before' ? <del dir="auto">{text}</del> : <ins dir="auto">{text}</ins>}
      {wholeHref !== undefined && <WholeLink href={wholeHref} />}
    </>
  )
}

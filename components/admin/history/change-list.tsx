import type { HistoryEntry } from '@/admin/client'
import { RowNames } from '../row-names'
import { WholeLink } from '../whole-link'
import * as words from '../../words/history'
import * as shared from '../../words/shared'

/** The columns that changed, before and after. */
export function ChangeList({ entry }: { entry: HistoryEntry }) {
  if (entry.changes.length === 0) return null
  return (
    <table className="changes-table">
      <tbody>
        {entry.changes.map(({ label, before, after, secret, beforeHref, afterHref, beforeRow, afterRow, related }) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td>
              {secret ? (
                <span className="muted">{words.hiddenChange}</span>
              ) : related ? (
                <Related {...related} />
              ) : entry.verb === 'add' ? (
                <Side text={after} side="after" wholeHref={afterHref} rowHref={afterRow} />
              ) : entry.verb === 'delete' ? (
                <Side text={before} side="before" wholeHref={beforeHref} rowHref={beforeRow} />
              ) : (
                <>
                  <Side text={before} side="before" wholeHref={beforeHref} rowHref={beforeRow} />
                  <Became />
                  <Side text={after} side="after" wholeHref={afterHref} rowHref={afterRow} />
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Became() {
  return (
    <span className="became" aria-label={words.became} role="img">
      →
    </span>
  )
}

function Related({ removed, added }: NonNullable<HistoryEntry['changes'][number]['related']>) {
  return (
    <>
      {added.length > 0 && (
        <>
          {words.addedRows}{' '}
          <ins dir="auto">
            <RowNames rows={added} others={0} />
          </ins>
        </>
      )}
      {added.length > 0 && removed.length > 0 && ', '}
      {removed.length > 0 && (
        <>
          {words.removedRows}{' '}
          <del dir="auto">
            <RowNames rows={removed} others={0} />
          </del>
        </>
      )}
    </>
  )
}

/** A value before and after. */
export function ValueChange({ before, after }: { before: string | null; after: string | null }) {
  return (
    <>
      <Side text={before} side="before" />
      <Became />
      <Side text={after} side="after" />
    </>
  )
}

interface SideProps {
  text: string | null
  side: 'before' | 'after'
  wholeHref?: string | undefined
  /** For a relation: the row it refers to. */
  rowHref?: string | undefined
}

function Side({ text, side, wholeHref, rowHref }: SideProps) {
  if (text === null) return <span className="null">{shared.nullValue}</span>
  if (text === '') return <span className="null">{shared.emptyValue}</span>
  const shown =
    rowHref === undefined ? (
      text
    ) : (
      <a className="link" href={rowHref}>
        {text}
      </a>
    )
  return (
    <>
      {side === 'before' ? <del dir="auto">{shown}</del> : <ins dir="auto">{shown}</ins>}
      {wholeHref !== undefined && <WholeLink href={wholeHref} />}
    </>
  )
}

import type { DiffPart, HistoryEntry } from '@/admin/client'
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
        {entry.changes.map(
          ({
            label,
            before,
            after,
            secret,
            beforeHref,
            afterHref,
            beforeRow,
            afterRow,
            related,
            parts,
            putBackHref,
          }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>
                {secret ? (
                  <span className="muted">{words.hiddenChange}</span>
                ) : related ? (
                  <Related {...related} />
                ) : parts ? (
                  <>
                    <Differences parts={parts} />
                    {beforeHref !== undefined && <WholeLink href={beforeHref} />}
                    {afterHref !== undefined && <WholeLink href={afterHref} />}
                  </>
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
                {putBackHref !== undefined && (
                  <>
                    {' '}
                    <a className="change-back link" href={putBackHref} aria-label={words.putBackOf(label)}>
                      {words.putBack}
                    </a>
                  </>
                )}
              </td>
            </tr>
          ),
        )}
      </tbody>
    </table>
  )
}

/** A long value with what was removed from it and added to it. */
function Differences({ parts }: { parts: DiffPart[] }) {
  return (
    <span className="differences" dir="auto">
      {parts.map(({ kind, text }, index) => {
        const key = `${index} ${kind}`
        if (kind === 'removed') return <del key={key}>{text}</del>
        if (kind === 'added') return <ins key={key}>{text}</ins>
        return (
          <span key={key} className={kind === 'gap' ? 'muted' : undefined}>
            {text}
          </span>
        )
      })}
    </span>
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

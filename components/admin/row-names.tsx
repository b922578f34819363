import * as shared from '../words/shared'

interface RowNamesProps {
  rows: { label: string; href: string | null }[]
  /** The number of rows that are not named. */
  others: number
  /** There are more than `others`. */
  more?: boolean
}

/** "Alder chair, Birch desk and 1,097 more", each name a link if its row can be opened. */
export function RowNames({ rows, others, more = false }: RowNamesProps) {
  return (
    <>
      {rows.map(({ label, href }, index) => (
        <span key={`${index} ${label}`}>
          {index > 0 && ', '}
          {href === null ? (
            label
          ) : (
            <a className="prose-link" href={href}>
              {label}
            </a>
          )}
        </span>
      ))}
      {(others > 0 || more) && rows.length > 0 && <span className="muted"> {shared.andMore(others, more)}</span>}
    </>
  )
}

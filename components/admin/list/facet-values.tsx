import type { FacetPage } from '@/admin/client'
import * as words from '../../words/filters'

interface FacetValuesProps {
  /** Of the column. */
  label: string
  facet: FacetPage
}

/** The values of a column with their numbers of rows; each is a link to the list of its rows. */
export function FacetValues({ label, facet }: FacetValuesProps) {
  if (facet.values.length === 0 && facet.note === null) return <p className="help facet">{words.nothingToCount}</p>
  return (
    <div className="facet">
      <ul aria-label={words.countsOf(label)}>
        {facet.values.map(({ label: value, rows, href, current }) => (
          <li key={href}>
            <a href={href} aria-current={current ? 'true' : undefined}>
              <span>{value}</span>
              <span className="facet-rows">{rows}</span>
            </a>
          </li>
        ))}
      </ul>
      {facet.note !== null && <p className="help">{facet.note}</p>}
    </div>
  )
}

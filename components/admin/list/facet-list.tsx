import { useState } from 'react'
import type { FacetPage, FilterMeta } from '@/admin/client'
import { fetchJson } from './fetch-json'
import * as words from '../../words/filters'

interface FacetListProps {
  filter: FilterMeta
  href: string
  /** The list's query string. */
  list: string
}

/** The values of a column with their numbers of rows, counted on request; each is a link to the list of its rows. */
export function FacetList({ filter, href, list }: FacetListProps) {
  const [facet, setFacet] = useState<FacetPage | 'none' | 'loading' | 'failed'>('none')
  const load = async () => {
    setFacet('loading')
    try {
      setFacet(await fetchJson<FacetPage>(`${href}?${new URLSearchParams({ facet: filter.name, list })}`))
    } catch {
      setFacet('failed')
    }
  }
  if (facet === 'none' || facet === 'loading' || facet === 'failed') {
    return (
      <div className="facet">
        <button type="button" className="link" disabled={facet === 'loading'} onClick={() => void load()}>
          {words.counts}
        </button>
        {facet === 'failed' && (
          <p className="error" role="alert">
            {words.notLoaded}
          </p>
        )}
      </div>
    )
  }
  if (facet.values.length === 0 && facet.note === null) return <p className="help facet">{words.nothingToCount}</p>
  return (
    <div className="facet">
      <ul aria-label={words.countsOf(filter.label)}>
        {facet.values.map(({ label, rows, href: to, current }) => (
          <li key={to}>
            <a href={to} aria-current={current ? 'true' : undefined}>
              <span>{label}</span>
              <span className="facet-rows">{rows}</span>
            </a>
          </li>
        ))}
      </ul>
      {facet.note !== null && <p className="help">{facet.note}</p>}
    </div>
  )
}

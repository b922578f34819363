import { useState } from 'react'
import type { FacetPage, FilterMeta } from '@/admin/client'
import { FacetValues } from './facet-values'
import { fetchJson } from './fetch-json'
import * as words from '../../words/filters'

interface FacetListProps {
  filter: FilterMeta
  href: string
  /** The list's query string. */
  list: string
}

/** The values of a column, counted on request. */
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
  return <FacetValues label={filter.label} facet={facet} />
}

'use client'

import { useNeighbours } from './neighbour-source'
import * as usedIn from '../../words/neighbours'

const mostNamed = 4

/** "Used in 14 orders, 2 reviews", each a link, once loaded. */
export function UsedIn() {
  const used = (useNeighbours().answer?.blocks ?? []).filter(({ words }) => words !== null)
  if (used.length === 0) return null
  return (
    <p className="used-in">
      {usedIn.usedIn}{' '}
      {used.slice(0, mostNamed).map(({ name, words, href }, index) => (
        <span key={name}>
          {index > 0 && ', '}
          <a className="prose-link" href={href ?? `#way-${name}`}>
            {words}
          </a>
        </span>
      ))}
      {used.length > mostNamed && usedIn.andMore(used.length - mostNamed)}
    </p>
  )
}

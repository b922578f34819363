import type { ReactNode } from 'react'
import type { CellValue, FieldKind } from '@/admin/client'

/** How a kind of column looks in a list: plain functions, so that a hundred rows stay one component. */
export interface Cell {
  /** `extra` is the second half of the pair, '' without one. */
  draw(shown: string, extra: string): ReactNode
  /** `extra` is the exact value, for the title. */
  titled?: true
  className?: string
  /** The same, for a column whose values are known beforehand. */
  withOptions?(options: readonly { value: string; label: string }[]): Cell
}

/** So many dot colours exist in list.css; a value always gets the same one. */
const dotColours = 10

function dotClass(value: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < value.length; index++) hash = Math.imul(hash ^ value.charCodeAt(index), 0x01000193)
  // The low bits of this hash are the poor ones.
  return `dot d${((hash ^ (hash >>> 15)) >>> 8) % dotColours}`
}

const plain: Cell = { draw: (shown) => shown }
const number: Cell = { draw: (shown) => shown, className: 'n' }
const time: Cell = { draw: (shown) => shown, titled: true }
const mono: Cell = { draw: (shown) => shown, className: 'm' }
const summary: Cell = { draw: (shown) => shown, className: 'q' }

const boolean: Cell = {
  className: 'b',
  draw: (shown) => (
    <span role="img" aria-label={shown === 't' ? 'Yes' : 'No'}>
      {shown === 't' ? '✓' : '–'}
    </span>
  ),
}

function dotted(shown: string, className: string): ReactNode {
  return (
    <>
      <i className={className} />
      {shown}
    </>
  )
}

const choice: Cell = {
  draw: (shown) => dotted(shown, dotClass(shown)),
  // Known values get colours in their order, so that no two of the first ten are alike.
  withOptions: (options) => {
    const places = new Map(
      options.flatMap(({ value, label }, place) => [[value, place] as const, [label, place] as const]),
    )
    return {
      draw: (shown) => {
        const place = places.get(shown)
        return dotted(shown, place === undefined ? dotClass(shown) : `dot d${place % dotColours}`)
      },
    }
  },
}

const relation: Cell = {
  draw: (shown, href) => (href === '' ? shown : <a href={href}>{shown}</a>),
}

const secret: Cell = {
  className: 'q',
  draw: () => (
    <span role="img" aria-label="Hidden">
      ••••••
    </span>
  ),
}

export const cells = {
  secret,
  relation,
  array: summary,
  choice,
  boolean,
  integer: number,
  decimal: number,
  float: number,
  date: time,
  time: plain,
  timestamp: time,
  interval: plain,
  uuid: mono,
  json: summary,
  binary: summary,
  inet: mono,
  vector: summary,
  geometry: summary,
  bits: mono,
  tsvector: summary,
  custom: plain,
  longtext: plain,
  text: plain,
  fallback: plain,
} satisfies Record<FieldKind, Cell>

export function shownText(value: CellValue): string {
  return value === null ? '' : typeof value === 'string' ? value : value[0]
}

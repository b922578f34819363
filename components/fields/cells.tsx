import type { ReactNode } from 'react'
import type { CellValue, FieldKind } from '@/admin/client'

/** How a kind of column looks in a list: plain functions, so that a hundred rows stay one component. */
export interface Cell {
  /** `extra` is the second half of the pair, '' without one. */
  draw(shown: string, extra: string): ReactNode
  /** `extra` is the exact value, for the title. */
  titled?: true
  className?: string
}

/** So many dot colours exist in list.css; a value always gets the same one. */
const dotColours = 8

function dotClass(value: string): string {
  let hash = 0
  for (let index = 0; index < value.length; index++) hash = (hash * 31 + value.charCodeAt(index)) >>> 0
  return `dot d${hash % dotColours}`
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

const choice: Cell = {
  draw: (shown) => (
    <>
      <i className={dotClass(shown)} />
      {shown}
    </>
  ),
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

import { choiceColours, type CellKind } from '@/admin/client'
import { joinMarkup, markup, type Markup } from '../ui/markup'
import { loadedView } from './own-views'
import * as words from '../words/fields'
import * as shared from '../words/shared'

/** How a kind of column looks in a list: plain functions that write markup, because a page has a thousand cells. */
export interface Cell {
  /** `extra` is the second half of the pair, '' without one. */
  draw(shown: string, extra: string): Markup
  /** `extra` is the exact value, for the title. */
  titled?: true
  /** `extra` is a URL, and the cell links to it. */
  linked?: true
  /** How such a cell is drawn within a link to its own row. Default: by `draw`, without `extra`. */
  within?(shown: string, extra: string): Markup
  className?: string
  /** The same for a column whose values are known in advance. */
  withOptions?(options: readonly { value: string; label: string; colour?: string }[]): Cell
}

/** Their names, in the order of list.css. */
const colours: readonly string[] = choiceColours

/** The number of dot colours in list.css; a value always gets the same one. */
const dotColours = 10

function dotIndex(value: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < value.length; index++) hash = Math.imul(hash ^ value.charCodeAt(index), 0x01000193)
  // The low bits of this hash are poorly distributed.
  return (hash ^ (hash >>> 15)) >>> 8
}

function dotted(shown: string, index: number): Markup {
  return markup`<i class="dot d${String(index % dotColours)}"></i>${shown}`
}

const text = (shown: string) => markup`${shown}`
const yes = markup`<span role="img" aria-label="${shared.yes}">✓</span>`
const no = markup`<span role="img" aria-label="${shared.no}">–</span>`
const hidden = markup`<span role="img" aria-label="${words.hidden}">••••••</span>`

const plain: Cell = { draw: text }
const number: Cell = { draw: text, className: 'n' }
const time: Cell = { draw: text, titled: true }
const mono: Cell = { draw: text, className: 'm' }
const summary: Cell = { draw: text, className: 'q' }
const boolean: Cell = { draw: (shown) => (shown === 't' ? yes : no), className: 'b' }
const secret: Cell = { draw: (shown) => (/^•+$/u.test(shown) ? hidden : text(shown)), className: 'q' }
const relation: Cell = {
  linked: true,
  draw: (shown, href) => (href === '' ? markup`${shown}` : markup`<a href="${href}">${shown}</a>`),
}
const file: Cell = {
  linked: true,
  draw: (shown, href) => (href === '' ? markup`${shown}` : markup`<a href="${href}">${shown}</a>`),
}
/** The thumbnail of a picture, loaded once it is in view. */
const thumbnail = (shown: string, href: string) =>
  href === '' ? markup`${shown}` : markup`<img src="${href}?size=thumb" alt="${shown}" loading="lazy" decoding="async">`
/** The link leads to the picture itself. */
const image: Cell = {
  linked: true,
  className: 'pic',
  within: thumbnail,
  draw: (shown, href) => (href === '' ? markup`${shown}` : markup`<a href="${href}">${thumbnail(shown, href)}</a>`),
}
const choice: Cell = {
  draw: (shown) => dotted(shown, dotIndex(shown)),
  // Known values get colours in order, so that the first ten differ.
  withOptions: (options) => {
    const indexes = new Map(
      options.flatMap(({ value, label, colour }, place) => {
        const declared = colours.indexOf(colour ?? '')
        const index = declared < 0 ? place : declared
        return [[value, index] as const, [label, index] as const]
      }),
    )
    return { draw: (shown) => dotted(shown, indexes.get(shown) ?? dotIndex(shown)) }
  },
}

/** The names of related rows, each a link, and the number of those that are not named. */
const many: Cell = {
  linked: true,
  draw: (shown, json) => {
    if (json === '') return markup`${shown}`
    // Written by `cellsOf`.
    const [rows, more] = JSON.parse(json) as [rows: [label: string, href: string][], more: string]
    const links = rows.map(([label, href], index) => markup`${index === 0 ? '' : ', '}<a href="${href}">${label}</a>`)
    return markup`${joinMarkup(links)}${more === '' ? '' : ` ${more}`}`
  },
}

const cells = {
  secret,
  relation,
  array: summary,
  composite: plain,
  choice,
  email: plain,
  url: plain,
  phone: plain,
  slug: plain,
  file,
  image,
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
  range: plain,
  tsvector: summary,
  custom: plain,
  longtext: plain,
  text: plain,
  fallback: plain,
  many,
} satisfies Record<CellKind, Cell>

interface DrawnColumn {
  readonly kind: CellKind
  readonly view?: string
  readonly align: 'left' | 'right'
}

/** How a column's cells are drawn: by its type's own view, which must have arrived, or by its kind. */
export function cellOf({ kind, view, align }: DrawnColumn): Cell {
  const own = loadedView(view)?.Cell
  if (!own) return cells[kind]
  return {
    ...(align === 'right' ? number : plain),
    draw: (shown, extra) => {
      try {
        return own(shown, extra)
      } catch (error) {
        // One value that the project did not expect must not take the list away.
        console.error(`A cell could not be drawn by db/${view}.view.tsx.`, error)
        return text(shown)
      }
    },
  }
}

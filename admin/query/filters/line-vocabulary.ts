import type { OperatorId } from '../../fields/filter-meta'
import { columnsAllowed } from '../../permissions/columns-allowed'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import { isCreationTime } from '../list-sort'
import { manySeen } from '../many-rows'
import { declaredSeen } from './declared'
import type { Filterable } from './filter'
import { filterableColumn, filterableMany, filterablesBeyond, stepsFrom } from './filterable'
import * as words from '../../words/filters'

/** A word or a phrase in quotes, and where it is in the line. */
export interface Token {
  readonly text: string
  readonly quoted: boolean
  readonly start: number
  readonly end: number
}

const shape = /"((?:[^"\\]|\\.)*)"|(>=|<=|!=|<>|[<>=])|(,)|([^\s,<>=!"]+|[!"])/gu

/** The words of a line. Signs of comparison and commas are words of their own. */
export function tokensOf(line: string): Token[] {
  return [...line.matchAll(shape)].map((match) => ({
    text: match[1] === undefined ? match[0] : match[1].replaceAll(/\\(.)/gu, '$1'),
    quoted: match[1] !== undefined,
    start: match.index,
    end: match.index + match[0].length,
  }))
}

/** Names are compared without regard to case and to the arrow of a path. */
const plainName = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/\s*›\s*|[\s_.]+/gu, ' ')
    .trim()

/** What can be named in a filter line, by name: columns by label and SQL name, and those one step away. */
export class Vocabulary {
  readonly all: readonly Filterable[]
  readonly #named = new Map<string, Filterable>()
  readonly #words: number

  constructor(ctx: AdminContext, admin: Admin) {
    const own = [
      ...columnsAllowed(ctx, admin).map(filterableColumn),
      ...manySeen(ctx, admin).map(filterableMany),
      ...declaredSeen(ctx, admin),
    ]
    const beyond = stepsFrom(ctx, admin).flatMap(({ name }) => filterablesBeyond(ctx, admin, name))
    this.all = [...own.filter((filterable) => filterable !== null), ...beyond]
    for (const filterable of this.all) this.#name(filterable, [filterable.label, filterable.name])
    // Shorter names only where they are free.
    for (const filterable of this.all)
      this.#name(filterable, [plainName(filterable.label).replace(words.omittedEndings, '')])
    this.#words = Math.max(1, ...[...this.#named.keys()].map((name) => name.split(' ').length))
  }

  #name(filterable: Filterable, names: readonly string[]): void {
    for (const name of names.map(plainName)) if (!this.#named.has(name)) this.#named.set(name, filterable)
  }

  /** The longest name that begins here. */
  at(tokens: readonly Token[], index: number): { filterable: Filterable; length: number } | null {
    for (let length = Math.min(this.#words, tokens.length - index); length > 0; length--) {
      const part = tokens.slice(index, index + length)
      if (part.some(({ quoted }) => quoted)) continue
      const filterable = this.#named.get(plainName(part.map(({ text }) => text).join(' ')))
      if (filterable) return { filterable, length }
    }
    return null
  }

  /** Names that begin with these words. */
  beginning(text: string): Filterable[] {
    const start = plainName(text)
    const found = [...this.#named].filter(([name]) => name.startsWith(start)).map(([, filterable]) => filterable)
    return [...new Set(found)]
  }

  /** The column that a period without one refers to: the row's creation, or the only date. */
  get dated(): Filterable | null {
    const dates = this.all.filter(
      ({ hops, subject }) =>
        hops.length === 0 && subject.kind === 'column' && subject.column.valueType.filterInput === 'date',
    )
    const created = dates.find(({ subject }) => subject.kind === 'column' && isCreationTime(subject.column))
    return created ?? (dates.length === 1 ? (dates[0] ?? null) : null)
  }
}

export interface TypedOperator {
  id: OperatorId
  /** The value that the words include: "is empty". */
  value: string | undefined
  length: number
}

/** The operator whose words begin here, if the column has it. */
export function operatorAt(filterable: Filterable, tokens: readonly Token[], index: number): TypedOperator | null {
  let best: TypedOperator | null = null
  for (const [typed, id, value] of words.typedOperators) {
    const parts = typed.split(' ')
    const isHere = parts.every((part, offset) => {
      const token = tokens[index + offset]
      return token !== undefined && !token.quoted && token.text.toLowerCase() === part
    })
    if (!isHere || parts.length <= (best?.length ?? 0)) continue
    if (filterable.operators.some((operator) => operator.id === id)) best = { id, value, length: parts.length }
  }
  return best
}

import { AdminError } from '../../errors'
import { badQuery } from '../../errors/bad-query'
import { isPeriod } from '../../fields/filter-operators'
import type { OperatorId } from '../../fields/filter-meta'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import { type Filterable, valueColumn } from './filter'
import { operatorAt, type Token, tokensOf, Vocabulary } from './line-vocabulary'
import { takesRows, valueNamed } from './named-value'
import { parseFilters } from './parse-filters'
import * as words from '../../words/filters'

export const longestLine = 500

type Parameter = readonly [name: string, value: string]

/** What a line means, as parameters of the list. With a problem it means nothing, and is to be typed on. */
export interface LineAnswer {
  parameters: readonly Parameter[]
  problem: string | null
}

/** Where a condition of the line begins, in words, and how far it could be read. */
export interface ReadCondition {
  parameters: Parameter[]
  length: number
}

const longestValue = { rows: 6, options: 4, period: 3 }

/** The labels and values of a column's choices in lower case; null if it has none. */
export function choicesOf(filterable: Filterable): readonly { value: string; label: string }[] | null {
  const declared = filterable.subject.kind === 'declared' ? filterable.subject.filter.choices : undefined
  if (typeof declared === 'object') return declared
  const column = filterable.subject.kind === 'column' ? filterable.subject.column : null
  const isWhole = filterable.subject.kind === 'column' && filterable.subject.keys.length === 0
  return (column && isWhole && column.type.meta(column).options) || null
}

/** Reads the conditions of a filter line one by one: a column, a condition, and a value in the words of the admin. */
export class LineReader {
  readonly tokens: readonly Token[]
  readonly vocabulary: Vocabulary
  readonly #ctx: AdminContext
  readonly #admin: Admin
  readonly #line: string

  constructor(ctx: AdminContext, admin: Admin, line: string) {
    this.#ctx = ctx
    this.#admin = admin
    this.#line = line
    this.tokens = tokensOf(line)
    this.vocabulary = new Vocabulary(ctx, admin)
  }

  /** The text of some words, as typed. */
  text(from: number, length: number): string {
    const [first, last] = [this.tokens[from], this.tokens[from + length - 1]]
    if (!first || !last) return ''
    return length === 1 ? first.text : this.#line.slice(first.start, last.end)
  }

  /** Past the words that mean nothing between two conditions. */
  skip(index: number): number {
    let at = index
    while (at < this.tokens.length && this.#isFiller(at)) at++
    return at
  }

  #isFiller(index: number): boolean {
    const token = this.tokens[index]
    return (
      token !== undefined &&
      !token.quoted &&
      (token.text === ',' || words.typedFillers.includes(token.text.toLowerCase()))
    )
  }

  /**
   * The condition that begins with this word.
   *
   * @throws {AdminError} `BAD_QUERY` naming what was not understood.
   */
  async condition(index: number): Promise<ReadCondition> {
    const named = this.vocabulary.at(this.tokens, index)
    if (!named) return this.#withoutColumn(index)
    const { filterable } = named
    let at = index + named.length
    const typed = operatorAt(filterable, this.tokens, at)
    at += typed?.length ?? 0
    const id = typed?.id ?? filterable.operators[0]?.id ?? 'eq'
    const takes = filterable.operators.find((operator) => operator.id === id)?.takes
    const done = (value: string) => ({
      parameters: [[`${filterable.name}.${id}`, value] as const],
      length: at - index,
    })
    if (typed?.value !== undefined) return done(typed.value)
    if (takes === 'boolean') return done('true')
    const values: string[] = []
    const most = takes === 'many' ? Number.POSITIVE_INFINITY : takes === 'two' ? 2 : 1
    while (values.length < most) {
      if (at >= this.tokens.length) throw badQuery(words.valueMissing(filterable.label))
      const { value, length } = await this.#value(filterable, { index: at, id })
      values.push(value)
      at += length
      if (values.length === most || !this.#isSeparator(at)) break
      at++
    }
    // A list in a URL is separated by commas.
    if (id === 'in' && values.some((value) => value.includes(',')))
      return { parameters: values.map((value) => [`${filterable.name}.eq`, value] as const), length: at - index }
    return done(values.join(','))
  }

  #isSeparator(index: number): boolean {
    const text = this.tokens[index]?.text.toLowerCase()
    return text === ',' || text === words.typedOr || text === words.typedAnd
  }

  /** A period, or a value that only one column has. */
  #withoutColumn(index: number): ReadCondition {
    const { dated } = this.vocabulary
    const period = dated && this.#period(dated, index)
    if (dated && period) return { parameters: [[`${dated.name}.eq`, period.value]], length: period.length }
    for (let length = Math.min(longestValue.options, this.tokens.length - index); length > 0; length--) {
      const text = this.text(index, length).toLowerCase()
      const having = this.vocabulary.all.flatMap((filterable) =>
        filterable.hops.length > 0
          ? []
          : (choicesOf(filterable) ?? [])
              .filter(({ value, label }) => value !== 'true' && value !== 'false' && label.toLowerCase() === text)
              .map(({ value }) => [`${filterable.name}.eq`, value] as const),
      )
      if (having.length === 1) return { parameters: having, length }
    }
    throw badQuery(words.notUnderstood(this.text(index, 1)))
  }

  #period(filterable: Filterable, index: number): { value: string; length: number } | null {
    const column = valueColumn(filterable)
    for (let length = Math.min(longestValue.period, this.tokens.length - index); column && length > 0; length--) {
      const value = this.text(index, length)
      if (isPeriod(value, column)) return { value, length }
    }
    return null
  }

  async #value(filterable: Filterable, { index, id }: { index: number; id: OperatorId }) {
    const rest = this.tokens.length - index
    const missing = badQuery(words.noValueLike(filterable.label, this.text(index, 1)))
    const isExact = ['eq', 'ne', 'in', 'not_in'].includes(id)
    if (isExact && takesRows(this.#ctx, filterable)) {
      for (let length = Math.min(longestValue.rows, rest); length > 0; length--) {
        const text = this.text(index, length)
        const value = await valueNamed(this.#ctx, this.#admin, { filterable, text })
        if (value !== null) return { value, length }
      }
      throw badQuery(words.noRowCalled(filterable.label, this.text(index, 1)))
    }
    const choices = isExact ? choicesOf(filterable) : null
    if (choices) {
      for (let length = Math.min(longestValue.options, rest); length > 0; length--) {
        const text = this.text(index, length).toLowerCase()
        const found = choices.find(({ value, label }) => label.toLowerCase() === text || value.toLowerCase() === text)
        if (found) return { value: found.value, length }
      }
      throw missing
    }
    const period = this.#period(filterable, index)
    if (period) return period
    return this.#plainValue(filterable, { index, id })
  }

  /** One word, but of a text all up to the next column. */
  #plainValue(
    filterable: Filterable,
    { index, id }: { index: number; id: OperatorId },
  ): { value: string; length: number } {
    const column = valueColumn(filterable)
    const isText =
      column?.valueType.search === 'text' ||
      column?.valueType.operators.some(({ raw }) => raw === true && column.valueType.filterInput === 'text')
    let length = 1
    const isTime =
      column?.valueType.filterInput === 'date' && /^\d{1,2}:\d{2}/u.test(this.tokens[index + 1]?.text ?? '')
    if (isTime) length = 2
    else if (isText && this.tokens[index]?.quoted !== true) while (this.#continues(index + length)) length++
    const value = this.text(index, length)
    // Refused here, so that a suggestion can still complete it.
    const operator = filterable.operators.find((candidate) => candidate.id === id)
    if (operator?.takes === 'one') operator.test([value], this.#ctx)
    return { value, length }
  }

  #continues(index: number): boolean {
    const token = this.tokens[index]
    if (!token || token.quoted || token.text === ',') return false
    return this.vocabulary.at(this.tokens, this.skip(index)) === null
  }
}

/** Reads a whole filter line: "total > 500 created last month status paid". */
export async function readLine(ctx: AdminContext, admin: Admin, line: string): Promise<LineAnswer> {
  try {
    if (line.length > longestLine) throw badQuery(words.lineTooLong(longestLine))
    const reader = new LineReader(ctx, admin, line.replaceAll('\0', ''))
    const parameters: Parameter[] = []
    for (let index = reader.skip(0); index < reader.tokens.length; index = reader.skip(index)) {
      const read = await reader.condition(index)
      parameters.push(...read.parameters)
      index += read.length
    }
    parseFilters(ctx, admin, parameters)
    return { parameters, problem: null }
  } catch (error) {
    if (error instanceof AdminError && error.code === 'BAD_QUERY') return { parameters: [], problem: error.message }
    throw error
  }
}

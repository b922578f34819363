import { AdminError } from '../../errors'
import { escapeName } from '../../schema/keys'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import { mayOfferValues } from '../distinct-values'
import { lookup } from '../lookup'
import { loadStatistics } from '../statistics'
import { declaredChoices } from './declared'
import { type Filterable, valueColumn } from './filter'
import { operatorAt } from './line-vocabulary'
import { takesRows, tableOf } from './named-value'
import { choicesOf, LineReader, longestLine } from './read-line'
import * as words from '../../words/filters'

/** How a filter line can go on. */
export interface LineSuggestion {
  /** What is offered: a column, a condition or a value. */
  label: string
  /** The whole line with it. */
  line: string
}

const mostSuggestions = 12

/** What may come next at the end of a line: columns, conditions and values that begin with the last words. */
export async function suggestLine(ctx: AdminContext, admin: Admin, line: string): Promise<LineSuggestion[]> {
  if (line.length > longestLine || line.includes('\0')) return []
  await loadStatistics(ctx)
  const reader = new LineReader(ctx, admin, line)
  const { tokens } = reader
  let index = reader.skip(0)
  // Conditions before the last one are taken as they are.
  for (;;) {
    const length = await lengthAt(reader, index)
    const next = reader.skip(index + length)
    if (length === 0 || next >= tokens.length) break
    index = next
  }
  const rest = line.slice(tokens[index]?.start ?? line.length)
  const named = reader.vocabulary.at(tokens, index)
  const after = named ? (tokens[index + named.length - 1]?.end ?? 0) : 0
  const found =
    !named || after === line.length
      ? columnsFor(reader, rest)
      : await continued({ ctx, admin, reader, filterable: named.filterable, index: index + named.length, line })
  const start = found.from ?? line.length - rest.length
  return found.texts.slice(0, mostSuggestions).map((text) => ({ label: text, line: `${line.slice(0, start)}${text} ` }))
}

/** 0 if the condition is not complete. */
async function lengthAt(reader: LineReader, index: number): Promise<number> {
  if (index >= reader.tokens.length) return 0
  try {
    return (await reader.condition(index)).length
  } catch (error) {
    if (error instanceof AdminError && error.code === 'BAD_QUERY') return 0
    throw error
  }
}

interface Found {
  texts: string[]
  /** Where they belong, if not at the beginning of the last condition. */
  from?: number
}

function columnsFor({ vocabulary }: LineReader, typed: string): Found {
  const labels = vocabulary.beginning(typed).map(({ label }) => label)
  const values =
    typed === '' ? [] : vocabulary.all.flatMap((filterable) => startingWith(choiceLabels(filterable), typed))
  return { texts: [...new Set([...labels, ...values])] }
}

const choiceLabels = (filterable: Filterable) =>
  filterable.hops.length > 0 ? [] : (choicesOf(filterable) ?? []).map(({ label }) => label)

const startingWith = (texts: readonly string[], typed: string) =>
  texts.filter((text) => text.toLowerCase().startsWith(typed.trim().toLowerCase()))

interface Continued {
  ctx: AdminContext
  admin: Admin
  reader: LineReader
  filterable: Filterable
  /** The word after the column's name. */
  index: number
  line: string
}

async function continued(asked: Continued): Promise<Found> {
  const { reader, filterable, index, line } = asked
  const { tokens } = reader
  const typed = operatorAt(filterable, tokens, index)
  const at = index + (typed?.length ?? 0)
  const from = tokens[at]?.start ?? line.length
  const partial = line.slice(from)
  const values = await valuesFor(asked, partial)
  if (typed) return { texts: values, from }
  const operators = words.typedOperators
    .filter(([, id]) => filterable.operators.some((operator) => operator.id === id))
    .map(([text]) => text)
  return { texts: [...startingWith(values, partial), ...startingWith(operators, partial)], from }
}

/** A name as it is typed, in quotes where it has marks that mean something in a line. */
const quoted = (label: string) => (/[",<>=]/u.test(label) ? `"${label.replaceAll(/["\\]/gu, '\\$&')}"` : label)

async function valuesFor({ ctx, admin, filterable }: Continued, typed: string): Promise<string[]> {
  const choices = choicesOf(filterable)
  if (choices)
    return startingWith(
      choices.map(({ label }) => label),
      typed,
    )
  if (filterable.subject.kind === 'declared') {
    const looked = (await declaredChoices(ctx, filterable.subject.filter)) ?? []
    return startingWith(
      looked.map(({ label }) => quoted(label)),
      typed,
    )
  }
  const column = valueColumn(filterable)
  if (!column) return []
  const table = tableOf(admin, filterable)
  if (takesRows(ctx, filterable) || mayOfferValues(ctx, table, column)) {
    const asked = { column: escapeName(column.name), search: typed.trim(), siblings: new Map(), filter: true }
    const { options } = await lookup(ctx, table, asked)
    return options.map(({ label }) => quoted(label))
  }
  return column.valueType.filterInput === 'date' ? startingWith(words.suggestedPeriods, typed) : []
}

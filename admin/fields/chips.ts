import { formatArrayLiteral, linesOf, looksLiteral, parseArrayLiteral } from './array-literal'
import * as words from '../words/values'

/** An element of a list that is shown as a chip: its text in a form; null is NULL. */
export type Chip = string | null

/** More elements are better seen as a text. */
const mostChips = 200

/** The elements of a list's text in a form. Null if it cannot be shown as chips: a list of lists, one with bounds, a long one. */
export function chipsOf(text: string): readonly Chip[] | null {
  if (!looksLiteral(text)) return few(linesOf(text))
  const literal = parseArrayLiteral(text)
  if (literal === null || literal.bounds !== '') return null
  const items = literal.items.filter((item): item is Chip => item === null || typeof item === 'string')
  return items.length === literal.items.length ? few(items) : null
}

const few = (chips: readonly Chip[]) => (chips.length <= mostChips ? chips : null)

/** The text of these elements: one in each line if that is exact, else PostgreSQL's literal. */
export function textOfChips(chips: readonly Chip[]): string {
  const lines = chips.flatMap((chip) => (chip === null ? [] : [chip]))
  const isExact = (line: string) => line !== '' && line === line.trim() && !/[\r\n]/u.test(line)
  const text = lines.join('\n')
  const fits = lines.length > 0 && lines.length === chips.length && lines.every(isExact) && !looksLiteral(text)
  return fits ? text : formatArrayLiteral(chips)
}

/** The elements in a pasted text: those of a literal, of lines or columns, or else of a list with commas. */
export function splitTyped(text: string): readonly Chip[] {
  const chips = looksLiteral(text) ? chipsOf(text) : null
  if (chips !== null) return chips
  const separator = /[\r\n\t]/u.test(text.trim()) ? /[\r\n\t]+/u : /,/u
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** The element that the problem of a list is about, from 0, and its message; null if it is about none. */
export function itemProblem(problem: string): { index: number; message: string } | null {
  for (let index = 0; index < mostChips; index++) {
    const prefix = words.item(index + 1, '')
    if (problem.startsWith(prefix)) return { index, message: problem.slice(prefix.length) }
  }
  return null
}

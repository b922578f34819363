import { randomBytes } from 'node:crypto'
import { stringify } from 'csv-stringify/sync'
import { sql, type SQL } from 'drizzle-orm'
import type { ListField } from '../query/list-field'
import { linkOf } from '../query/list-rows'
import type { AdminContext } from '../site/context'

/**
 * Characters that start a formula in spreadsheets, written so that regular expressions of JavaScript and PostgreSQL
 * agree.
 */
const formulaStart = String.raw`^[\u003D\u002B\u002D\u0040\u0009\u000D\u000A\uFF1D\uFF0B\uFF0D\uFF20]`
const formula = new RegExp(formulaStart, 'u')
const needsQuotes = String.raw`[",\u000D\u000A]`
const quotes = new RegExp(needsQuotes, 'u')

/** Amounts, durations and the like, as a computed column writes them: they are not formulas. */
const amount =
  /^[+-]?(?:\p{Sc} ?)?(?:\d[\d.,]*(?:e[+-]?\d+)?(?: ?(?:%|\p{Sc}|years?|mons?|days?))?|\d+:\d\d(?::\d\d(?:\.\d+)?)?|infinity)$/iu

/**
 * Prefixes an apostrophe to a text that a spreadsheet would evaluate as a formula. This includes a text that starts
 * with a line end, because what follows may be read as a separate cell.
 */
function harmless(text: string): string {
  return formula.test(text) ? `'${text}` : text
}

/** A record according to RFC 4180, with its line end. A cell with any kind of line end is quoted. */
function record(cells: readonly string[]): string {
  return stringify([[...cells]], { record_delimiter: 'windows', quoted_match: /[\r\n]/ })
}

/** The first record: the names of the columns. */
export const headerLine = (fields: readonly ListField[]): string => record(fields.map(({ label }) => harmless(label)))

/** Whether a text matches, compared byte by byte, independent of collations. */
const matches = (text: SQL, pattern: string) => sql`${text} collate "C" ~ ${sql.raw(`'${pattern}'`)}`

/** The SQL equivalent of `harmless` and `record`. A single check shows that most texts need neither. */
function textSql(text: SQL): SQL {
  const safe = sql`case when ${matches(text, formulaStart)} then '''' || ${text} else ${text} end`
  const quoted = sql`case when ${matches(text, needsQuotes)} then '"' || replace(${safe}, '"', '""') || '"' else ${safe} end`
  return sql`case when ${matches(text, `${formulaStart}|${needsQuotes}`)} then ${quoted} else coalesce(${text}, '') end`
}

/**
 * Writes the rows of an export. PostgreSQL formats the records, which is much faster than formatting them here. Values
 * that only a field type can format are marked in its output and replaced here.
 */
export class CsvLines {
  readonly #ctx: AdminContext
  readonly #fields: readonly ListField[]
  readonly #withKeys: boolean
  /** Surrounds each marked value. It is random, so no stored text contains it. */
  readonly #mark = `\u0001${randomBytes(9).toString('base64url')}`

  /** @param withKeys Whether references are keys. Default: the names of their rows. */
  constructor(ctx: AdminContext, fields: readonly ListField[], withKeys = false) {
    this.#withKeys = withKeys
    this.#ctx = ctx
    this.#fields = fields
  }

  /**
   * A row's record without its line end.
   *
   * @param cell The exact text of a field's value, by its index.
   * @param label The label of the row that a field refers to, by the field's index.
   */
  sqlOf(cell: (index: number) => SQL, label: (index: number) => SQL): SQL {
    const cells = this.#fields.map((field, index) => this.#cellSql(field, { index, cell, label }))
    return sql`concat_ws(',', ${sql.join(cells, sql`, `)})`
  }

  /** Formats the marked values with their field types. */
  finish(lines: string): string {
    const parts = lines.split(this.#mark)
    // Every other piece is a value, preceded by its field's index and a colon.
    for (let index = 1; index < parts.length; index += 2) {
      const part = parts[index] ?? ''
      const colon = part.indexOf(':')
      parts[index] = this.#written(Number(part.slice(0, colon)), part.slice(colon + 1))
    }
    return `${parts.join('')}\r\n`
  }

  #cellSql(
    field: ListField,
    { index, cell, label }: { index: number; cell: (index: number) => SQL; label: (index: number) => SQL },
  ): SQL {
    const text = cell(index)
    if (linkOf(field) && !this.#withKeys) return textSql(sql`coalesce(nullif(${label(index)}, ''), ${text})`)
    if (field.kind === 'column' || field.kind === 'path') {
      const { column } = field
      // A secret is masked when it is read.
      if (column.secret) return sql`coalesce(${text}, '')`
      const own = column.valueType.exportSql?.(text, column, this.#ctx) ?? null
      if (own) return column.valueType.formulaFree ? sql`coalesce(${own}, '')` : textSql(own)
    }
    return sql`coalesce(${`${this.#mark}${index}:`}::text || ${text} || ${this.#mark}::text, '')`
  }

  /** A value as a cell, quoted if necessary. */
  #written(index: number, value: string): string {
    const field = this.#fields[index]
    const text = field ? this.#text(field, value) : ''
    return quotes.test(text) ? record([text]).slice(0, -2) : text
  }

  /** The exact value, so that an export can be read back: times with their zone, complete JSON. */
  #text(field: ListField, value: string): string {
    if (field.kind === 'many') return harmless(value)
    if (field.kind === 'computed') return amount.test(value) ? value : harmless(value)
    const { column } = field
    try {
      const text = column.valueType.toExport(value, column, this.#ctx)
      return column.valueType.formulaFree ? text : harmless(text)
    } catch {
      // A custom type may throw on one invalid row: its cell says so, and the export continues.
      return 'unreadable'
    }
  }
}

import { sql, type SQL } from 'drizzle-orm'
import type { ListField } from '../query/list-field'
import { linkOf, type LineWriter } from '../query/list-rows'
import type { AdminContext } from '../site/context'

/** What JSON takes for a number. Others, such as NaN, become texts. */
const number = String.raw`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$`

/** Writes the rows of an export as JSON, an object in each line, whose names are those of the columns in URLs. */
export class JsonLines implements LineWriter {
  readonly #ctx: AdminContext
  readonly #fields: readonly ListField[]
  readonly #withKeys: boolean

  /** @param withKeys Whether references are keys. Default: the names of their rows. */
  constructor(ctx: AdminContext, fields: readonly ListField[], withKeys = false) {
    this.#ctx = ctx
    this.#fields = fields
    this.#withKeys = withKeys
  }

  readonly header = ''

  sqlOf(cell: (index: number) => SQL, label: (index: number) => SQL): SQL {
    const members = this.#fields.map((field, index) => {
      const value = this.#valueSql(field, { text: cell(index), label: () => label(index) })
      return sql`${`${JSON.stringify(field.name)}:`}::text || coalesce(${value}, 'null')`
    })
    return sql`'{' || ${sql.join(members, sql` || ',' || `)} || '}'`
  }

  /** Line ends within a value are escaped. */
  finish(lines: string): string {
    return `${lines.replaceAll('\r\n', '\n')}\n`
  }

  #valueSql(field: ListField, { text, label }: { text: SQL; label: () => SQL }): SQL {
    const asText = (value: SQL) => sql`to_json(${value})::text`
    if (linkOf(field) && !this.#withKeys) return asText(sql`coalesce(nullif(${label()}, ''), ${text})`)
    if ((field.kind !== 'column' && field.kind !== 'path') || field.column.secret) return asText(text)
    const { column } = field
    const written = column.valueType.exportSql?.(text, column, this.#ctx) ?? text
    if (column.valueType.filterInput !== 'number') return asText(written)
    return sql`case when ${text} ~ ${sql.raw(`'${number}'`)} then ${text} else ${asText(text)} end`
  }
}

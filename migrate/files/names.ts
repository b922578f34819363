import type { ColumnSnapshot, TableSnapshot } from './snapshot'

/** A quoted name for SQL. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A quoted name with its schema. `public` is left out, as drizzle-kit does. */
export function qualifiedName({ schema, name }: { schema: string; name: string }): string {
  return schema === '' || schema === 'public' ? quoteName(name) : `${quoteName(schema)}.${quoteName(name)}`
}

/** The key of an object in a snapshot: `public.books`. */
export function keyOf({ schema, name }: { schema: string; name: string }): string {
  return `${schema === '' ? 'public' : schema}.${name}`
}

/** Splits a key into schema and name. */
export function splitKey(key: string): { schema: string; name: string } {
  const dot = key.indexOf('.')
  return { schema: key.slice(0, dot), name: key.slice(dot + 1) }
}

/** A key as shown to users: `books`, `shop.books`. */
export function labelOf(key: string): string {
  return key.startsWith('public.') ? key.slice('public.'.length) : key
}

/** The start of an `ALTER TABLE` statement for one column. */
export function alterColumn(table: TableSnapshot, column: string): string {
  return `ALTER TABLE ${qualifiedName(table)} ALTER COLUMN ${quoteName(column)}`
}

const arraySuffix = /(?:\[\d*\])+$/

/** A column's type without its array dimensions. */
export function elementType(column: Pick<ColumnSnapshot, 'type'>): string {
  return column.type.replace(arraySuffix, '')
}

/** A column's type in SQL. The name of an enum is quoted with its schema; any other type is used unchanged. */
export function typeSql(column: Pick<ColumnSnapshot, 'type' | 'typeSchema'>): string {
  if (column.typeSchema === undefined) return column.type
  const dimensions = arraySuffix.exec(column.type)?.[0] ?? ''
  return `${quoteName(column.typeSchema)}.${quoteName(elementType(column))}${dimensions}`
}

/** Whether a column is of this enum or an array of it. */
export function isOfEnum(column: ColumnSnapshot, key: string): boolean {
  return column.typeSchema !== undefined && `${column.typeSchema}.${elementType(column)}` === key
}

const serialTypes: Readonly<Record<string, string>> = {
  smallserial: 'smallint',
  serial: 'integer',
  bigserial: 'bigint',
}

/** The actual type of a column declared as `serial`; `undefined` for any other type. */
export function serialBase(column: Pick<ColumnSnapshot, 'type'>): string | undefined {
  return serialTypes[column.type]
}

/** The maximum length of a name in PostgreSQL, in bytes. */
export const maxNameBytes = 63

/** A name as PostgreSQL truncates it: to the maximum length, never inside a character. */
export function keptName(name: string, bytes = maxNameBytes): string {
  let kept = ''
  let length = 0
  for (const character of name) {
    length += Buffer.byteLength(character)
    if (length > bytes) break
    kept += character
  }
  return kept
}

/** The key of an object, with names truncated as PostgreSQL does. */
export function keptKey(key: string): string {
  const { schema, name } = splitKey(key)
  return keyOf({ schema: keptName(schema), name: keptName(name) })
}

/** The name that PostgreSQL gives to an object that belongs to a table: `books_pkey`, `books_id_seq`. */
export function derivedName(table: string, column: string | undefined, suffix: string): string {
  let first = table
  let second = column ?? ''
  const whole = () => [first, ...(second === '' ? [] : [second]), suffix].join('_')
  while (Buffer.byteLength(whole()) > maxNameBytes) {
    if (Buffer.byteLength(first) > Buffer.byteLength(second)) first = first.slice(0, -1)
    else second = second.slice(0, -1)
  }
  return whole()
}

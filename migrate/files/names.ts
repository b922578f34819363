import type { ColumnSnapshot, TableSnapshot } from './snapshot'

/** A name as it stands in SQL. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A name with its schema, left out for `public` as drizzle-kit does. */
export function qualifiedName({ schema, name }: { schema: string; name: string }): string {
  return schema === '' || schema === 'public' ? quoteName(name) : `${quoteName(schema)}.${quoteName(name)}`
}

/** The key of a thing in its snapshot: `public.books`. */
export function keyOf({ schema, name }: { schema: string; name: string }): string {
  return `${schema === '' ? 'public' : schema}.${name}`
}

/** The schema and the name of a key. */
export function splitKey(key: string): { schema: string; name: string } {
  const dot = key.indexOf('.')
  return { schema: key.slice(0, dot), name: key.slice(dot + 1) }
}

/** A key as people write it: `books`, `shop.books`. */
export function labelOf(key: string): string {
  return key.startsWith('public.') ? key.slice('public.'.length) : key
}

/** The head of a statement about one column. */
export function alterColumn(table: TableSnapshot, column: string): string {
  return `ALTER TABLE ${qualifiedName(table)} ALTER COLUMN ${quoteName(column)}`
}

const arraySuffix = /(?:\[\d*\])+$/

/** A column's type without its dimensions. */
export function elementType(column: Pick<ColumnSnapshot, 'type'>): string {
  return column.type.replace(arraySuffix, '')
}

/** A column's type in SQL: the name of an enum quoted with its schema, anything else as it stands. */
export function typeSql(column: Pick<ColumnSnapshot, 'type' | 'typeSchema'>): string {
  if (column.typeSchema === undefined) return column.type
  const dimensions = arraySuffix.exec(column.type)?.[0] ?? ''
  return `${quoteName(column.typeSchema)}.${quoteName(elementType(column))}${dimensions}`
}

/** Whether a column is of this enum, or an array of it. */
export function isOfEnum(column: ColumnSnapshot, key: string): boolean {
  return column.typeSchema !== undefined && `${column.typeSchema}.${elementType(column)}` === key
}

const serialTypes: Readonly<Record<string, string>> = {
  smallserial: 'smallint',
  serial: 'integer',
  bigserial: 'bigint',
}

/** What a `serial` is to PostgreSQL once the column is there; `undefined` for any other type. */
export function serialBase(column: Pick<ColumnSnapshot, 'type'>): string | undefined {
  return serialTypes[column.type]
}

/** The longest name that PostgreSQL keeps, in bytes. */
export const maxNameBytes = 63

/** What PostgreSQL keeps of a name: it cuts what is too long, between two characters. */
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

/** The key of a thing by the names that PostgreSQL keeps. */
export function keptKey(key: string): string {
  const { schema, name } = splitKey(key)
  return keyOf({ schema: keptName(schema), name: keptName(name) })
}

/** The name that PostgreSQL gives to what belongs to a table: `books_pkey`, `books_id_seq`. */
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

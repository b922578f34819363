import { setDefault, type Step } from './enum-values'
import {
  alterColumn,
  derivedName,
  elementType,
  isArray,
  qualifiedName,
  quoteName,
  quoteText,
  serialBase,
  typeSql,
} from './names'
import type { ColumnSnapshot, Snapshot, TableSnapshot } from './snapshot'
import { isRegenerated, isRetyped } from './touched'

/** Changes the types of columns that stay, with the conversion written out where PostgreSQL does not know it. */
export function changeColumnTypes(present: Snapshot, to: Snapshot): Step {
  const snapshot = structuredClone(present)
  const statements: string[] = []
  for (const [key, table] of Object.entries(snapshot.tables)) {
    for (const column of Object.values(table.columns)) {
      const after = to.tables[key]?.columns[column.name]
      if (!after || !isRetyped(column, after) || isRegenerated(column, after)) continue
      statements.push(...retype(table, column, after))
    }
  }
  return { snapshot, statements }
}

function retype(table: TableSnapshot, column: ColumnSnapshot, after: ColumnSnapshot): string[] {
  const [before, later] = [serialBase(column), serialBase(after)]
  const using = conversion({ ...column, type: before ?? column.type }, { ...after, type: later ?? after.type })
  const head = alterColumn(table, column.name)
  const hadDefault = column.default !== undefined
  const movesDefault = using !== undefined && hadDefault
  const statements = [
    ...(before !== undefined && later === undefined ? endSerial(table, column) : []),
    ...(using?.startsWith('pg_temp.') === true ? [arrayOfJson] : []),
    ...(movesDefault ? [`${head} DROP DEFAULT;`] : []),
    ...((before ?? typeSql(column)) === (later ?? typeSql(after))
      ? []
      : [`${head} SET DATA TYPE ${later ?? typeSql(after)}${using === undefined ? '' : ` USING ${using}`};`]),
    ...(movesDefault && after.default !== undefined ? [`${head} SET DEFAULT ${after.default};`] : []),
    ...(before === undefined && later !== undefined ? beginSerial(table, column, later) : []),
    ...(before !== undefined && later !== undefined
      ? [`ALTER SEQUENCE ${serialSequence(table, column)} AS ${later};`]
      : []),
  ]
  column.type = after.type
  if (after.typeSchema === undefined) delete column.typeSchema
  else column.typeSchema = after.typeSchema
  if (movesDefault) setDefault(column, after.default)
  return statements
}

/** A `serial` is an integer with a sequence for its default. */
function endSerial(table: TableSnapshot, column: ColumnSnapshot): string[] {
  return [
    `${alterColumn(table, column.name)} DROP DEFAULT;`,
    `DROP SEQUENCE IF EXISTS ${serialSequence(table, column)};`,
  ]
}

function beginSerial(table: TableSnapshot, column: ColumnSnapshot, base: string): string[] {
  const sequence = serialSequence(table, column)
  return [
    `CREATE SEQUENCE ${sequence} AS ${base} OWNED BY ${qualifiedName(table)}.${quoteName(column.name)};`,
    `${alterColumn(table, column.name)} SET DEFAULT nextval(${quoteText(sequence)}::regclass);`,
    continueSequence(table, column.name),
  ]
}

function serialSequence(table: TableSnapshot, column: ColumnSnapshot): string {
  return qualifiedName({ schema: table.schema, name: derivedName(table.name, column.name, 'seq') })
}

/** Lets a column's sequence go on after the highest number in use. */
export function continueSequence(table: TableSnapshot, column: string): string {
  const sequence = `pg_get_serial_sequence(${quoteText(qualifiedName(table))}, ${quoteText(column)})`
  return `SELECT setval(${sequence}, coalesce(max(${quoteName(column)}), 0) + 1, false) FROM ${qualifiedName(table)};`
}

/** Types between which PostgreSQL converts on assignment, without being told how. */
const families: readonly RegExp[] = [
  /^(?:smallint|integer|bigint|numeric|decimal|real|double precision)\b/,
  /^(?:date|timestamp)\b/,
  /^(?:time|interval)\b/,
  /^jsonb?$/,
  /^(?:inet|cidr)$/,
  /^macaddr8?$/,
  /^(?:bit|varbit|bit varying)\b/,
]

const textual = /^(?:text|varchar|character varying|char|bpchar|citext)\b/

/** The expression after USING, `undefined` where none is needed. */
function conversion(before: ColumnSnapshot, after: ColumnSnapshot): string | undefined {
  const name = quoteName(before.name)
  const type = typeSql(after)
  if (isJson(before) && isArray(after)) return `pg_temp.brolly_array_of_json(${name}::jsonb)::${type}`
  if (isJson(after) && !isJson(before) && (isArray(before) || !textual.test(before.type)))
    return `to_${after.type}(${name})`
  if (isArray(after) && !isArray(before)) return `CASE WHEN ${name} IS NOT NULL THEN ARRAY[${name}]::${type} END`
  if (isArray(before) && !isArray(after)) return textual.test(after.type) ? undefined : `${name}[1]::${type}`
  if (isAssignable(before, after)) return undefined
  if (isTruth(before) && isWhole(after)) return `${name}::integer`
  if (isWhole(before) && isTruth(after)) return `${name}::integer::boolean`
  return `${name}::text${isArray(before) ? '[]' : ''}::${type}`
}

function isAssignable(before: ColumnSnapshot, after: ColumnSnapshot): boolean {
  const [from, to] = [elementType(before), elementType(after)]
  if (textual.test(to) && after.typeSchema === undefined) return true
  if (before.typeSchema !== undefined || after.typeSchema !== undefined) return false
  if (baseName(from) === baseName(to)) return true
  return families.some((family) => family.test(from) && family.test(to))
}

function baseName(type: string): string {
  return type.replace(/\s*\(.*?\)/, '')
}

function isJson(column: ColumnSnapshot): boolean {
  return /^jsonb?$/.test(column.type)
}

/** The values of a JSON array; what is no array is refused. `USING` takes no subquery, so that it stands in a function. */
const arrayOfJson = `CREATE OR REPLACE FUNCTION pg_temp.brolly_array_of_json(value jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT AS
  $$ SELECT coalesce(array_agg(item ORDER BY place), '{}') FROM jsonb_array_elements_text(value) WITH ORDINALITY AS items (item, place) $$;`

function isTruth(column: ColumnSnapshot): boolean {
  return column.type === 'boolean'
}

function isWhole(column: ColumnSnapshot): boolean {
  return /^(?:smallint|integer|bigint)$/.test(column.type)
}

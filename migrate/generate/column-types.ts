import { arrayOfJson, conversion, convertedType } from '../lint/conversion'
import { setDefault, type Step } from './enum-values'
import { alterColumn, derivedName, qualifiedName, quoteName, quoteText, serialBase, typeSql } from '../files/names'
import type { ColumnSnapshot, Snapshot, TableSnapshot } from '../files/snapshot'
import { isRegenerated, isRetyped } from './touched'

/** Changes the types of existing columns, with an explicit conversion if PostgreSQL has none. */
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
  const using = conversionOf({ ...column, type: before ?? column.type }, { ...after, type: later ?? after.type })
  const head = alterColumn(table, column.name)
  const hadDefault = column.default !== undefined
  const movesDefault = using !== undefined && hadDefault
  const statements = [
    ...(before !== undefined && later === undefined ? endSerial(table, column) : []),
    ...(using?.startsWith(arrayOfJson.call('').slice(0, -1)) === true ? [arrayOfJson.statement] : []),
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

/** A `serial` is an integer whose default is a sequence. */
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

/** Sets a column's sequence to continue after the highest number in use. */
export function continueSequence(table: TableSnapshot, column: string): string {
  const sequence = `pg_get_serial_sequence(${quoteText(qualifiedName(table))}, ${quoteText(column)})`
  return `SELECT setval(${sequence}, coalesce(max(${quoteName(column)}), 0) + 1, false) FROM ${qualifiedName(table)};`
}

/** The expression for USING; `undefined` if none is needed. */
function conversionOf(before: ColumnSnapshot, after: ColumnSnapshot): string | undefined {
  return conversion(quoteName(before.name), convertedType(typeSql(before)), convertedType(typeSql(after)))
}

import { AdminError } from '@/admin/errors'
import { expressionKind } from '../lint/parse'
import type { DefaultQuestion } from './answers'
import { setDefault, type Step } from './enum-values'
import { alterColumn, labelOf, qualifiedName, quoteName, serialBase, typeSql } from '../files/names'
import type { ColumnSnapshot, Snapshot, TableSnapshot } from '../files/snapshot'

/** How to fill rows that would leave a required column empty. */
export interface Filling {
  /** Going forward the rows are filled. In a down migration, a column that cannot be filled stays nullable. */
  readonly direction: 'up' | 'down'
  /** @returns An SQL expression; `undefined` leaves the rows unchanged. */
  expression(question: DefaultQuestion): Promise<string | undefined>
}

/** A required column without a default, in a table that may have rows. */
interface RequiredColumn {
  readonly tableKey: string
  readonly table: TableSnapshot
  readonly column: ColumnSnapshot
}

/** Fills the empty values of columns that were nullable until now. */
export async function fillNullable(present: Snapshot, to: Snapshot, filling: Filling): Promise<Step> {
  const snapshot = structuredClone(present)
  const statements: string[] = []
  for (const { tableKey, table, column } of columnsOf(to)) {
    const before = snapshot.tables[tableKey]?.columns[column.name]
    if (!before || before.notNull || !column.notNull || column.generated) continue
    if (filling.direction === 'down') {
      statements.push(notNullIfFull(table, column))
      before.notNull = true
      continue
    }
    const own = column.default === undefined ? undefined : String(column.default)
    const expression = own ?? (await asked({ tableKey, table, column }, 'nullable', filling))
    if (expression !== undefined) statements.push(fill(table, column, expression))
  }
  return { snapshot, statements }
}

/**
 * The columns added as required without a default: first as they can be added to a table with rows (`soft`), then the
 * statements that fill the rows (`statements`).
 */
export interface AddedColumns {
  readonly soft: Snapshot
  readonly statements: readonly string[]
  /** Whether the statements also make the columns required, so that drizzle-kit has nothing left to do. */
  readonly finished: boolean
}

export async function softenAdded(present: Snapshot, to: Snapshot, filling: Filling): Promise<AddedColumns> {
  const soft = structuredClone(to)
  const statements: string[] = []
  for (const required of columnsOf(to)) {
    const { tableKey, table, column } = required
    const added = soft.tables[tableKey]?.columns[column.name]
    if (!added || !isRequiredAddition(present.tables[tableKey], column)) continue
    if (filling.direction === 'down') {
      statements.push(...restore(soft, required))
      continue
    }
    const expression = await asked(required, 'added', filling)
    if (expression === undefined) continue
    if ((await expressionKind(expression)) === 'constant') setDefault(added, expression)
    else {
      loosen(soft, required)
      statements.push(fill(table, column, expression))
    }
  }
  return { soft, statements, finished: filling.direction === 'down' }
}

function isRequiredAddition(before: TableSnapshot | undefined, column: ColumnSnapshot): boolean {
  if (!before || column.name in before.columns) return false
  return (
    column.notNull &&
    column.default === undefined &&
    !column.generated &&
    !column.identity &&
    serialBase(column) === undefined
  )
}

async function asked(
  { tableKey, column }: RequiredColumn,
  reason: DefaultQuestion['reason'],
  filling: Filling,
): Promise<string | undefined> {
  const label = `${labelOf(tableKey)}.${column.name}`
  const expression = await filling.expression({ column: label, type: typeSql(column), reason })
  if (expression !== undefined && (await expressionKind(expression)) === 'none')
    throw new AdminError('INVALID', `The value for ${label} is not a valid SQL expression. Text needs quotes: 'words'`)
  return expression
}

function fill(table: TableSnapshot, column: ColumnSnapshot, expression: string): string {
  const name = quoteName(column.name)
  return `UPDATE ${qualifiedName(table)} SET ${name} = ${expression} WHERE ${name} IS NULL;`
}

/** The form in which it can be added to a table with rows: nullable, and not yet in any key. */
function loosen(snapshot: Snapshot, { tableKey, column }: RequiredColumn): void {
  const table = snapshot.tables[tableKey]
  const added = table?.columns[column.name]
  if (!table || !added) return
  added.notNull = false
  added.primaryKey = false
  table.compositePrimaryKeys = Object.fromEntries(
    Object.entries(table.compositePrimaryKeys).filter(([, key]) => !key.columns.includes(column.name)),
  )
}

function restore(soft: Snapshot, required: RequiredColumn): string[] {
  const { table, column } = required
  const isKey =
    column.primaryKey || Object.values(table.compositePrimaryKeys).some((key) => key.columns.includes(column.name))
  if (isKey)
    return [
      `-- irreversible: ${qualifiedName(table)}.${quoteName(column.name)} was part of the primary key, and its values are gone.`,
    ]
  loosen(soft, required)
  return [notNullIfFull(table, column)]
}

/** The down migration must not fail on rows added since: empty values stay empty. */
function notNullIfFull(table: TableSnapshot, column: ColumnSnapshot): string {
  return [
    `-- Required again only if no row is NULL.`,
    `DO $$ BEGIN`,
    `  IF NOT EXISTS (SELECT FROM ${qualifiedName(table)} WHERE ${quoteName(column.name)} IS NULL) THEN`,
    `    ${alterColumn(table, column.name)} SET NOT NULL;`,
    `  END IF;`,
    `END $$;`,
  ].join('\n')
}

function columnsOf(snapshot: Snapshot): RequiredColumn[] {
  return Object.entries(snapshot.tables).flatMap(([tableKey, table]) =>
    Object.values(table.columns).map((column) => ({ tableKey, table, column })),
  )
}

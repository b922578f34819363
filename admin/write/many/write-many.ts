import { sql } from 'drizzle-orm'
import { AdminError } from '../../errors'
import { writeEntries } from '../../audit/write-entries'
import type { LoadedRecord } from '../../query/load-record'
import type { FoundRow } from '../../query/many-rows'
import { columnSql, fromSql, rootRef, valueSql } from '../../query/table-ref'
import type { AdminContext } from '../../site/context'
import type { ManyRelation } from '../../site/many'
import type { Admin } from '../../site/site'
import { manyChange } from '../../audit/many-change'
import { deleteWithin } from '../delete-records'
import { RowFailure, writeRows } from '../write-rows'
import { parentValues, type StagedMany } from './stage-many'
import { keysText, manyName } from './posted-many'
import { writeOrder } from './write-order'
import * as words from '../../words/many'
import * as rowsWords from '../../words/rows'
import * as saveWords from '../../words/save'

/** The failure of a relation, with the name of its input. */
export class ManyFailure extends Error {
  override readonly name = 'ManyFailure'
  /** The join table's. */
  readonly admin: Admin
  readonly input: string

  constructor(many: ManyRelation, cause: unknown) {
    super('ManyFailure', { cause })
    this.admin = many.way.child
    this.input = manyName(many)
  }
}

/**
 * Adds and deletes the rows of join tables inside the record's transaction, with their own hooks, row rules and audit
 * entries; the record's history names what was added and removed.
 *
 * @param record The saved record.
 * @returns Whether anything was written.
 * @throws {ManyFailure}
 */
export async function writeMany(
  ctx: AdminContext,
  admin: Admin,
  { staged, record }: { staged: readonly StagedMany[]; record: LoadedRecord },
): Promise<boolean> {
  for (const entry of staged) {
    try {
      await writeOne(ctx, entry, record)
    } catch (error) {
      throw new ManyFailure(entry.many, error instanceof RowFailure ? error.cause : error)
    }
  }
  if (staged.length === 0) return false
  // The order is in the entries of the join table's own rows.
  const tied = staged.filter(({ added, removed }) => added.length + removed.length > 0)
  if (tied.length === 0) return true
  const changes = tied.map(({ many, added, removed }) => [
    manyChange(many.name),
    [keysText(removed.map(({ key }) => key)), keysText(added.map(({ key }) => key))] as const,
  ])
  await writeEntries(ctx, [
    {
      table: admin.table,
      key: record.key,
      label: record.label,
      action: 'change',
      changes: Object.fromEntries(changes),
    },
  ])
  return true
}

async function writeOne(ctx: AdminContext, entry: StagedMany, record: LoadedRecord): Promise<void> {
  const { many, added, removed, order = null } = entry
  const { child } = many.way
  if (removed.length > 0) {
    const { kept } = await deleteWithin(ctx, child, {
      selection: { kind: 'keys', keys: removed.map(({ joinKey }) => joinKey) },
      agreed: null,
      // Who removes a relation does not expect to delete anything else, and sees no preview of it.
      alone: words.hasDependents(child.plural),
      // A relation that is gone has no row to restore.
      forGood: true,
    })
    if (kept > 0) throw new AdminError('CONFLICT', saveWords.notTaken('change'))
  }
  const parent = parentValues(many, record) ?? []
  if (added.length > 0) await addRows(ctx, { many, added }, parent)
  if (order !== null) await writeOrder(ctx, many, { parent, order })
}

async function addRows(
  ctx: AdminContext,
  { many, added }: Pick<StagedMany, 'many' | 'added'>,
  parent: readonly string[],
): Promise<void> {
  const { child, columns, join, link } = many.way
  if (added.some((row) => differs(many, row, parent)))
    throw new AdminError('INVALID', rowsWords.noSuch(join.otherAdmin.singular))
  const last = await lastPosition(ctx, many, parent)
  const rows = added.map(({ values }, index) => ({
    before: null,
    known: link,
    columns: join.other.columns,
    values: Object.fromEntries([
      ...join.other.columns.map((column, at) => [column.key, values[at] ?? null]),
      // A column that both sides share, such as a tenant, has the record's value.
      ...columns.map((column, at) => [column.key, parent[at] ?? null]),
      ...(many.position === null || last === null ? [] : [[many.position.key, String(last + index + 1)]]),
    ]),
  }))
  await writeRows(ctx, child, rows)
}

/** Whether a row has another value than the record in a column that both share: it belongs to another tenant. */
const differs = ({ way }: ManyRelation, { values }: FoundRow, parent: readonly string[]) =>
  way.columns.some((column, index) => {
    const at = way.join.other.columns.indexOf(column)
    return at >= 0 && values[at] !== parent[index]
  })

/** The position of the last related row; null if they have no order. */
async function lastPosition(
  ctx: AdminContext,
  { way, position }: ManyRelation,
  parent: readonly string[],
): Promise<number | null> {
  if (position === null) return null
  const ref = rootRef(way.child.table)
  const equal = way.columns.map(
    (column, index) => sql`${columnSql(ref, column)} = ${valueSql(parent[index] ?? null, column)}`,
  )
  const [row] = await ctx.db.execute<{ last: string | null }>(
    sql`select max(${columnSql(ref, position)})::text as last from ${fromSql(ref)} where ${sql.join(equal, sql` and `)}`,
  )
  return Number(row?.last ?? 0)
}

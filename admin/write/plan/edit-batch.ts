import { sql, type SQL } from 'drizzle-orm'
import { actorLabel } from '../../audit/write-entries'
import { AdminError } from '../../errors'
import { formatArrayLiteral } from '../../fields/array-literal'
import { asSecret } from '../../fields/secret'
import { rowsAllowed } from '../../permissions/rows-allowed'
import { rowsByKey } from '../../query/keys-where'
import { labelSql, rowLabel } from '../../query/label-sql'
import {
  columnSql,
  fromSql,
  relationName,
  rootRef,
  tableSql,
  type TableRef,
  isKept,
  keptSql,
  keptValueSql,
  recordedSql,
} from '../../query/table-ref'
import type { ColumnModel } from '../../schema/model'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import * as saveWords from '../../words/save'
import { changesSql } from '../json-sql'
import { updateStamps } from '../write-sql'
import { newValueSql, type ColumnEdit } from './bulk-edit'
import type { ChosenRow } from './chosen-rows'
import { RowsRefused } from './refusals'

/**
 * Whether one statement may write rows of this table and their audit entries: if a trigger that runs afterwards,
 * or a rule, may change them again, they have to be read afterwards.
 */
export async function isWrittenAtOnce(
  ctx: AdminContext,
  { table }: Admin,
  event: 'insert' | 'update',
): Promise<boolean> {
  // Bits of tgtype: 1 per row, 2 before, 4 on insert, 16 on update. Rules have numbers of their own.
  const { rule, bit } = { insert: { rule: '3', bit: 4 }, update: { rule: '2', bit: 16 } }[event]
  const [row] = await ctx.db.execute(sql`
    with recursive tree (oid) as (
      select to_regclass(${relationName(table)})::oid union select i.inhrelid from pg_inherits i join tree on i.inhparent = tree.oid)
    select 1 from tree c where
      exists (select 1 from pg_rewrite r where r.ev_class = c.oid and r.ev_type = ${rule}::text::"char")
      or exists (select 1 from pg_trigger t where not t.tgisinternal and t.tgtype & ${bit}::int <> 0 and t.tgtype & 3 <> 3 and t.tgrelid = c.oid)
    limit 1`)
  return row === undefined
}

/** A column that gets a value of its own in each row. */
export interface GivenValues {
  column: ColumnModel
  /** PostgreSQL's text as it was stored, in the order of the rows. */
  values: readonly (string | null)[]
}

interface Batch {
  edits: readonly ColumnEdit[]
  given?: readonly GivenValues[]
  /** Locked by this transaction. */
  rows: readonly ChosenRow[]
  /** In the audit entries. Default `change`. */
  action?: string
}

/**
 * Changes rows and writes their audit entries in one statement.
 *
 * @returns The number of rows that changed; those that have the new values already do not.
 * @throws {RowsRefused} for rows that a trigger kept.
 */
export async function writeBatch(ctx: AdminContext, admin: Admin, batch: Batch): Promise<number> {
  const [done] = await ctx.db.execute<{ written: number; kept: string[] | null }>(batchSql(ctx, admin, batch))
  if (done?.kept) throw new RowsRefused(new Set(done.kept), new AdminError('CONFLICT', saveWords.notTaken('change')))
  return done?.written ?? 0
}

const c = (index: number) => sql.identifier(`c${index}`)
const n = (index: number) => sql.identifier(`n${index}`)
const o = (index: number) => sql.identifier(`o${index}`)
const g = (index: number) => sql.identifier(`g${index}`)

/** A column with its new value, and how that is compared with the stored one. */
interface Fresh {
  column: ColumnModel
  value: SQL
  /** 5 and 5.00 are the same number, unless exactly the stored text is put back. */
  byText: boolean
}

const freshValues = (ref: TableRef, { edits, given = [] }: Batch): Fresh[] => [
  ...edits.map((edit) => ({
    column: edit.column,
    value: newValueSql(ref, edit),
    // Other types are compared as text, because some have no equality.
    byText: edit.column.valueType.plus === undefined,
  })),
  ...given.map(({ column }, index) => ({
    column,
    value: sql`chosen.${g(index)}::${sql.raw(column.castType)}`,
    byText: true,
  })),
]

function batchSql(ctx: AdminContext, admin: Admin, batch: Batch): SQL {
  const { rows, given = [], action = 'change' } = batch
  const { table } = admin
  const ref = rootRef(table)
  const all = freshValues(ref, batch)
  const t = sql.identifier(ref.alias)
  const edited = all.map(({ column }) => column)
  const sameKey = (alias: string) =>
    sql.join(
      table.key.map(
        (column, index) =>
          sql`${t}.${sql.identifier(column.name)} = ${sql.identifier(alias)}.${sql.identifier(`k${index}`)}`,
      ),
      sql` and `,
    )
  const kept = edited.filter(isKept)
  // Large values are still in their place here, and are read only where they differ.
  const before = table.columns.map((column, index) =>
    kept.includes(column)
      ? sql`${columnSql(ref, column)} as ${c(index)}`
      : sql`${recordedSql(ref, column)} as ${c(index)}`,
  )
  const fresh = all.flatMap(({ column, value }, index) => [
    sql`${columnSql(ref, column)} as ${o(index)}`,
    sql`${value} as ${n(index)}`,
  ])
  const sets = all.map(({ column }, index) => sql`${sql.identifier(column.name)} = b.${n(index)}`)
  const differs = all.map(({ column, byText }, index) =>
    byText
      ? sql`${beforeSql(column, kept)} is distinct from ${keptValueSql(sql`b.${n(index)}`, column)}`
      : sql`b.${o(index)} is distinct from b.${n(index)}`,
  )
  const keys = table.key.map((_, index) => sql`chosen.${sql.identifier(`k${index}`)}`)
  return sql`
    with chosen as (${chosenSql(admin, { rows, given })}),
    before as materialized (
      select chosen.key, chosen.fallback, ${sql.join([...keys, ...before, ...fresh], sql`, `)}
      from ${fromSql(ref)} join chosen on ${sameKey('chosen')}),
    differing as materialized (select * from before b where ${sql.join(differs, sql` or `)}),
    written as (
      update ${tableSql(table)} as ${t} set ${sql.join([...sets, ...updateStamps(table.columns, edited)], sql`, `)}
      from differing b where ${sameKey('b')}
      returning b.key, coalesce(nullif(${labelSql(ctx, ref)}, ''), b.fallback) as label, ${editedSql(ref, kept)} as changes),
    entered as (
      insert into brolly.audit_entries (actor_id, actor_label, "table", key, label, action, changes, request_id)
      select ${ctx.actor.id}::uuid, ${actorLabel(ctx.actor)}::text, ${admin.path}::text, key, label, ${action}::text, changes, ${ctx.requestId}::text
      from written where changes <> '{}')
    select (select count(*)::int from written where changes <> '{}') as written,
      (select array_agg(d.key) from differing d where not exists (select 1 from written w where w.key = d.key)) as kept`
}

/** The rows as a table: the key's values, the key as in URLs, and the label of a row without one. */
function chosenSql({ table }: Admin, { rows, given }: Required<Pick<Batch, 'rows' | 'given'>>): SQL {
  const list = (texts: readonly (string | null)[]) => sql`${formatArrayLiteral([...texts])}::text::text[]`
  const parts = table.key.map((column, index) => {
    const values = sql`${formatArrayLiteral(rows.map(({ keyParts }) => keyParts[index] ?? ''))}::text`
    return sql`${column.secret ? asSecret(values) : values}::text[]::${sql.raw(column.castType)}[]`
  })
  const names = [
    ...table.key.map((_, index) => sql.identifier(`k${index}`)),
    sql`key`,
    sql`fallback`,
    ...given.map((_, index) => g(index)),
  ]
  const columns = [
    ...parts,
    list(rows.map(({ key }) => key)),
    list(rows.map(({ keyParts }) => rowLabel(null, table, keyParts))),
    ...given.map(({ values }) => list(values)),
  ]
  return sql`select * from unnest(${sql.join(columns, sql`, `)}) as chosen (${sql.join(names, sql`, `)})`
}

/** What changed, whether it was set or a trigger did it. */
function editedSql(ref: TableRef, kept: readonly ColumnModel[]): SQL {
  const after = (column: ColumnModel) => (kept.includes(column) ? keptSql(ref, column) : recordedSql(ref, column))
  return changesSql(ref.table.columns, {
    when: (column) => sql`${beforeSql(column, kept)} is distinct from ${after(column)}`,
    values: (column) => [beforeSql(column, kept), after(column)],
  })
}

/** The value that a column had, as the log has it. */
function beforeSql(column: ColumnModel, kept: readonly ColumnModel[]): SQL {
  const value = sql`b.${c(column.table.columns.indexOf(column))}`
  return kept.includes(column) ? keptValueSql(value, column) : value
}

/**
 * After a change, each row must still be one that the actor may act on.
 * @throws {RowsRefused}
 */
export async function checkStillAllowed(
  ctx: AdminContext,
  admin: Admin,
  { rows, verb }: { rows: readonly ChosenRow[]; verb: 'add' | 'change' | 'view' },
): Promise<void> {
  const ref = rootRef(admin.table)
  const allowed = rowsAllowed(ctx, admin, { verb, alias: ref.alias })
  if (allowed.all) return
  const parts = admin.table.key.map((column) => sql`${sql.identifier(ref.alias)}.${sql.identifier(column.name)}::text`)
  const outside = await ctx.db.execute<{ parts: string[] }>(
    sql`select array[${sql.join(parts, sql`, `)}]::text[] as parts from ${fromSql(ref)} where ${rowsByKey(admin, rows)} and (${allowed.where}) is not true`,
  )
  if (outside.length === 0) return
  const texts = new Set(outside.map((row) => JSON.stringify(row.parts)))
  const keys = rows.filter(({ keyParts }) => texts.has(JSON.stringify(keyParts))).map(({ key }) => key)
  throw new RowsRefused(
    new Set(keys),
    new AdminError('FORBIDDEN', saveWords.outsideRows(admin.singular, verb === 'view' ? 'add' : verb)),
  )
}

import { sql, type SQL } from 'drizzle-orm'
import { actorLabel } from '../../audit/write-entries'
import { formatArrayLiteral } from '../../fields/array-literal'
import { labelSql, rowLabel } from '../../query/label-sql'
import { recordedSql, rootRef, tableSql } from '../../query/table-ref'
import type { ColumnModel } from '../../schema/model'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import { changesSql } from '../json-sql'
import type { ChosenRow } from '../plan/chosen-rows'
import type { UndoStep } from './undo-steps'

/** Rows of one table that get values in the same columns. */
export interface RestoredPart {
  admin: Admin
  columns: readonly ColumnModel[]
  /** Columns that are NULL at first, and written later. */
  omitted: readonly ColumnModel[]
  /**
   * A query for the rows: the columns as text (`c0`, …), the parts of the key (`k0`, …), `key` as in URLs, the label of a row
   * without one (`fallback`), and their order (`at`).
   */
  chosen: SQL
}

const c = (index: number) => sql.identifier(`c${index}`)
const k = (index: number) => sql.identifier(`k${index}`)

/** Rows whose values are in memory. */
export function chosenSteps(
  { table }: Admin,
  {
    columns,
    members,
    rows,
  }: { columns: readonly ColumnModel[]; members: readonly UndoStep[]; rows: readonly ChosenRow[] },
): SQL {
  const list = (texts: readonly (string | null)[]) => sql`${formatArrayLiteral([...texts])}::text::text[]`
  const lists = [
    ...columns.map((column) => list(members.map(({ values }) => values[column.key] ?? null))),
    ...table.key.map((_, index) => list(rows.map(({ keyParts }) => keyParts[index] ?? ''))),
    list(rows.map(({ key }) => key)),
    list(rows.map(({ keyParts }) => rowLabel(null, table, keyParts))),
  ]
  const names = [...columns.map((_, index) => c(index)), ...table.key.map((_, index) => k(index))]
  return sql`select * from unnest(${sql.join(lists, sql`, `)}) with ordinality as chosen (${sql.join(names, sql`, `)}, key, fallback, at)`
}

/** Rows whose values stay in the log: each has one entry there, of its deletion. */
export function chosenEntries(
  { table }: Admin,
  { columns, ids }: { columns: readonly ColumnModel[]; ids: readonly number[] },
): SQL {
  const value = ({ name }: ColumnModel) => sql`(e.changes -> ${name}::text) ->> 0`
  const values = [
    ...columns.map((column, index) => sql`${value(column)} as ${c(index)}`),
    ...table.key.map((column, index) => sql`${value(column)} as ${k(index)}`),
  ]
  return sql`select ${sql.join(values, sql`, `)}, e.key, e.label as fallback, e.id as at from brolly.audit_entries e
    where e.id in (select unnest(${formatArrayLiteral(ids.map(String))}::text::bigint[]))`
}

/**
 * Adds rows of one or several tables with their audit entries, in one statement: rows of these parts may refer to each other,
 * because foreign keys are checked at its end. It returns how many there are, as `written`.
 */
export function restoreSql(ctx: AdminContext, parts: readonly RestoredPart[]): SQL {
  const steps = parts.flatMap((part, index) => partSql(ctx, part, index))
  const counts = parts.map((_, index) => sql`(select count(*)::int from ${sql.identifier(`entered${index}`)})`)
  return sql`with ${sql.join(steps, sql`, `)} select ${sql.join(counts, sql` + `)} as written`
}

function partSql(ctx: AdminContext, { admin, columns, omitted, chosen }: RestoredPart, index: number): SQL[] {
  const { table } = admin
  const ref = rootRef(table)
  const t = sql.identifier(ref.alias)
  const named = (name: string) => sql.identifier(`${name}${index}`)
  const values = columns.map((column, at) =>
    omitted.includes(column)
      ? sql`null::${sql.raw(column.castType)}`
      : sql`chosen.${c(at)}::${sql.raw(column.castType)}`,
  )
  const keys = table.key.map((column, at) => sql`${t}.${sql.identifier(column.name)}::text as ${k(at)}`)
  const sameKey = table.key.map((_, at) => sql`written.${k(at)} = chosen.${k(at)}`)
  const names = columns.map((column) => sql.identifier(column.name))
  return [
    sql`${named('chosen')} as materialized (${chosen})`,
    sql`${named('written')} as (
      insert into ${tableSql(table)} as ${t} (${sql.join(names, sql`, `)}) overriding system value
      select ${sql.join(values, sql`, `)} from ${named('chosen')} chosen order by at
      returning ${sql.join(keys, sql`, `)}, nullif(${labelSql(ctx, ref)}, '') as label, ${addedSql(admin)} as changes)`,
    sql`${named('entered')} as (
      insert into brolly.audit_entries (actor_id, actor_label, "table", key, label, action, changes, request_id)
      select ${ctx.actor.id}::uuid, ${actorLabel(ctx.actor)}::text, ${admin.path}::text, chosen.key, coalesce(written.label, chosen.fallback), 'add',
        written.changes, ${ctx.requestId}::text
      from ${named('chosen')} chosen join ${named('written')} written on ${sql.join(sameKey, sql` and `)} order by chosen.at
      returning 1)`,
  ]
}

/** What an added row has: every value that is not NULL. */
function addedSql({ table }: Admin): SQL {
  const ref = rootRef(table)
  return changesSql(table.columns, {
    when: (column) => sql`${recordedSql(ref, column)} is not null`,
    values: (column) => [sql`null`, recordedSql(ref, column)],
  })
}

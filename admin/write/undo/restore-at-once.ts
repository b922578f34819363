import { sql, type SQL } from 'drizzle-orm'
import { actorLabel } from '../../audit/write-entries'
import { AdminError } from '../../errors'
import { formatArrayLiteral } from '../../fields/array-literal'
import { labelSql, rowLabel } from '../../query/label-sql'
import { partsOfKey } from '../../query/row-key'
import { rootRef, tableSql, isRecorded, recordedSql } from '../../query/table-ref'
import type { ColumnModel } from '../../schema/model'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import * as saveWords from '../../words/save'
import { changesSql } from '../json-sql'
import type { ChosenRow } from '../plan/chosen-rows'
import { checkStillAllowed, isWrittenAtOnce } from '../plan/edit-batch'
import { RowsRefused, stopsAll } from '../plan/refusals'
import { inSavepoint } from '../retry'
import { alike, fewest, type Alike } from './alike'
import { checkReferences } from './check-references'
import type { UndoStep } from './undo-steps'

const mostAtOnce = 2_000

/**
 * Restores many rows with one statement each 2,000, with their audit entries, where neither hooks nor triggers have a say in
 * each row. A statement that fails is divided until the rows that failed are among a few.
 *
 * @param steps Of one table.
 * @param omitted Columns that are NULL at first, and written later.
 * @returns The steps that were not taken.
 */
export async function restoreAtOnce(
  ctx: AdminContext,
  steps: readonly UndoStep[],
  omitted: readonly ColumnModel[],
): Promise<UndoStep[]> {
  const left: UndoStep[] = []
  for (const { admin, columns, members } of alike(steps)) {
    const hasSecret = columns.some(
      (column) => !isRecorded(column) && members.some(({ values }) => values[column.key] !== null),
    )
    const isPlain = members.length >= fewest && !hasSecret && (await isPlainTable(ctx, admin, columns))
    for (let index = 0; index < members.length; index += mostAtOnce) {
      const part = members.slice(index, index + mostAtOnce)
      left.push(...(isPlain ? await restorePart(ctx, { admin, columns, members: part, omitted }) : part))
    }
  }
  return left
}

async function isPlainTable(ctx: AdminContext, admin: Admin, written: readonly ColumnModel[]): Promise<boolean> {
  const { key } = admin.table
  const { beforeSave, afterSave } = admin.options.hooks ?? {}
  if (beforeSave || afterSave || key.length === 0) return false
  return key.every((column) => written.includes(column)) && (await isWrittenAtOnce(ctx, admin, 'insert'))
}

type Part = Alike & { omitted: readonly ColumnModel[] }

async function restorePart(ctx: AdminContext, part: Part): Promise<UndoStep[]> {
  const { members } = part
  try {
    await inSavepoint(ctx, (tx) => insertBatch(tx, part))
    return []
  } catch (error) {
    if (!(error instanceof RowsRefused) && stopsAll(error)) throw error
    if (members.length < 2 * fewest) return [...members]
    const half = Math.ceil(members.length / 2)
    return [
      ...(await restorePart(ctx, { ...part, members: members.slice(0, half) })),
      ...(await restorePart(ctx, { ...part, members: members.slice(half) })),
    ]
  }
}

/** @throws {RowsRefused} for rows that a trigger kept out, or that the actor may not add, view or refer from. */
async function insertBatch(ctx: AdminContext, { admin, columns, members, omitted }: Part): Promise<void> {
  const rows = members.map(({ key }) => ({ key, keyParts: partsOfKey(ctx, admin.table, key) }))
  const [done] = await ctx.db.execute<{ written: number }>(batchSql(ctx, admin, { columns, members, rows, omitted }))
  if (done?.written !== members.length)
    throw new RowsRefused(new Set(), new AdminError('CONFLICT', saveWords.notTaken('row')))
  for (const verb of ['add', 'view'] as const) await checkStillAllowed(ctx, admin, { rows, verb })
  await checkReferences(ctx, admin, { columns, rows })
}

interface Batch {
  columns: readonly ColumnModel[]
  members: readonly UndoStep[]
  omitted: readonly ColumnModel[]
  rows: readonly ChosenRow[]
}

const c = (index: number) => sql.identifier(`c${index}`)

function batchSql(ctx: AdminContext, admin: Admin, { columns, members, omitted, rows }: Batch): SQL {
  const { table } = admin
  const ref = rootRef(table)
  const t = sql.identifier(ref.alias)
  const list = (texts: readonly (string | null)[]) => sql`${formatArrayLiteral([...texts])}::text::text[]`
  const texts = columns.map((column) =>
    list(members.map(({ values }) => (omitted.includes(column) ? null : (values[column.key] ?? null)))),
  )
  const keyTexts = table.key.map((_, index) => list(rows.map(({ keyParts }) => keyParts[index] ?? '')))
  const names = [
    ...columns.map((_, index) => c(index)),
    ...table.key.map((_, index) => sql.identifier(`k${index}`)),
    sql`key`,
    sql`fallback`,
    sql`at`,
  ]
  const chosen = [
    ...texts,
    ...keyTexts,
    list(rows.map(({ key }) => key)),
    list(rows.map(({ keyParts }) => rowLabel(null, table, keyParts))),
  ]
  const values = columns.map((column, index) => sql`chosen.${c(index)}::${sql.raw(column.castType)}`)
  const keys = table.key.map(
    (column, index) => sql`${t}.${sql.identifier(column.name)}::text as ${sql.identifier(`k${index}`)}`,
  )
  const sameKey = table.key.map((_, index) => {
    const part = sql.identifier(`k${index}`)
    return sql`written.${part} = chosen.${part}`
  })
  return sql`
    with chosen as materialized (
      select * from unnest(${sql.join(chosen, sql`, `)}) with ordinality as chosen (${sql.join(names, sql`, `)})),
    written as (
      insert into ${tableSql(table)} as ${t} (${sql.join(
        columns.map((column) => sql.identifier(column.name)),
        sql`, `,
      )}) overriding system value
      select ${sql.join(values, sql`, `)} from chosen order by at
      returning ${sql.join(keys, sql`, `)}, nullif(${labelSql(ctx, ref)}, '') as label, ${addedSql(admin)} as changes),
    entered as (
      insert into brolly.audit_entries (actor_id, actor_label, "table", key, label, action, changes, request_id)
      select ${ctx.actor.id}::uuid, ${actorLabel(ctx.actor)}::text, ${admin.path}::text, chosen.key, coalesce(written.label, chosen.fallback), 'add',
        written.changes, ${ctx.requestId}::text
      from chosen join written on ${sql.join(sameKey, sql` and `)} order by chosen.at
      returning 1)
    select count(*)::int as written from entered`
}

/** What an added row has: every value that is not NULL. */
function addedSql({ table }: Admin): SQL {
  const ref = rootRef(table)
  return changesSql(table.columns, {
    when: (column) => sql`${recordedSql(ref, column)} is not null`,
    values: (column) => [sql`null`, recordedSql(ref, column)],
  })
}

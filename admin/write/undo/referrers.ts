import { sql } from 'drizzle-orm'
import { databaseForeignKeys } from '../../postgres/foreign-keys'
import { rowsByKey } from '../../query/keys-where'
import { partsOfKey } from '../../query/row-key'
import { fromSql, relationName, rootRef } from '../../query/table-ref'
import type { AdminContext } from '../../site/context'
import * as words from '../../words/undo'
import type { UndoStep } from './undo-steps'

/** Fewer rows are tried one by one. */
const fewest = 20

/**
 * The rows of a table to which no other rows refer. The others get their `problem`: found at once, they need not be
 * tried one by one.
 *
 * @param steps Of one table.
 */
export async function withoutReferrers(ctx: AdminContext, steps: readonly UndoStep[]): Promise<UndoStep[]> {
  const [first] = steps
  if (!first || steps.length < fewest || first.admin.table.key.length === 0) return [...steps]
  const { admin } = first
  const { table } = admin
  const ref = rootRef(table)
  const rows = steps.map(({ key }) => ({ keyParts: partsOfKey(ctx, table, key) }))
  const [self] = await ctx.db.execute<{ oid: string }>(
    sql`select to_regclass(${relationName(table)})::oid::text as oid`,
  )
  const inUse = new Set<string>()
  for (const key of await databaseForeignKeys(ctx.db)) {
    if (key.parent !== self?.oid) continue
    const matches = key.columns.map(
      (column, index) =>
        sql`c.${sql.identifier(column)} = ${sql.identifier(ref.alias)}.${sql.identifier(key.parentColumns[index] ?? '')}`,
    )
    const keys = table.key.map((column) => sql`${sql.identifier(ref.alias)}.${sql.identifier(column.name)}::text`)
    // Rows of the group itself are removed together.
    const parts = table.key.map((column) => sql`c.${sql.identifier(column.name)}`)
    const others =
      key.child === key.parent
        ? sql` and (${sql.join(parts, sql`, `)}) not in (select ${sql.join(
            table.key.map((column) => sql`t.${sql.identifier(column.name)}`),
            sql`, `,
          )} from ${fromSql(ref)} where ${rowsByKey(admin, rows)})`
        : sql``
    const found = await ctx.db.execute<{ parts: string[] }>(sql`
      select array[${sql.join(keys, sql`, `)}]::text[] as parts from ${fromSql(ref)}
      where ${rowsByKey(admin, rows)} and exists (
        select 1 from ${sql.identifier(key.childSchema)}.${sql.identifier(key.childName)} c
        where ${sql.join(matches, sql` and `)}${others})`)
    for (const row of found) inUse.add(JSON.stringify(row.parts))
  }
  const isFree = (_: UndoStep, index: number) => !inUse.has(JSON.stringify(rows[index]?.keyParts))
  steps.forEach((step, index) => {
    if (!isFree(step, index)) step.problem = words.inUse
  })
  return steps.filter(isFree)
}

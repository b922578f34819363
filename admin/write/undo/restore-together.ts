import { sql } from 'drizzle-orm'
import { AdminError } from '../../errors'
import { partsOfKey } from '../../query/row-key'
import { isRecorded } from '../../query/table-ref'
import type { ColumnModel } from '../../schema/model'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import * as saveWords from '../../words/save'
import type { ChosenRow } from '../plan/chosen-rows'
import { checkStillAllowed } from '../plan/edit-batch'
import { RowsRefused } from '../plan/refusals'
import { inSavepoint } from '../retry'
import { alike, type Alike } from './alike'
import { checkReferences } from './check-references'
import { isPlainTable } from './restore-at-once'
import { chosenEntries, chosenSteps, restoreSql, type RestoredPart } from './restore-sql'
import type { UndoStep } from './undo-steps'

/** Rows of one table that are checked at once. */
const mostChecked = 2_000

interface Part extends RestoredPart {
  rows: ChosenRow[]
}

/**
 * Adds all of these rows in one statement, so that they may refer to each other, and checks them as any that are restored.
 * @throws {RowsRefused} and the errors of the database; nothing was added.
 */
async function addTogether(ctx: AdminContext, parts: readonly Part[]): Promise<void> {
  await inSavepoint(ctx, async (tx) => {
    const count = parts.reduce((sum, { rows }) => sum + rows.length, 0)
    const usual = await allowTime(tx, count)
    const [done] = await tx.db.execute<{ written: number }>(restoreSql(tx, parts))
    await tx.db.execute(sql`select set_config('statement_timeout', ${usual}, true)`)
    if (done?.written !== count) throw new RowsRefused(new Set(), new AdminError('CONFLICT', saveWords.notTaken('row')))
    for (const { admin, columns, rows: all } of parts)
      for (let index = 0; index < all.length; index += mostChecked) {
        const rows = all.slice(index, index + mostChecked)
        for (const verb of ['add', 'view'] as const) await checkStillAllowed(tx, admin, { rows, verb })
        await checkReferences(tx, admin, { columns, rows })
      }
    // Otherwise a foreign key that is checked later would fail only once the rehearsal has passed.
    await tx.db.execute(sql`set constraints all immediate`)
  })
}

/**
 * This statement does what many do otherwise, so that its time limit grows with its rows, by a millisecond each: at most by 100
 * seconds, unless `plans.mostRows` allows for more rows.
 *
 * @returns The limit as it was, in milliseconds.
 */
async function allowTime(ctx: AdminContext, rows: number): Promise<string> {
  const [limit] = await ctx.db.execute<{ usual: string }>(sql`
    select setting as usual, set_config('statement_timeout', case setting when '0' then '0' else (setting::bigint + ${rows}::int)::text end, true)
    from pg_settings where name = 'statement_timeout'`)
  return limit?.usual ?? '0'
}

/** Secrets are not in the log; those that were NULL can be NULL again. */
const hasSecret = ({ columns, members }: Alike) =>
  columns.some((column) => !isRecorded(column) && members.some(({ values }) => values[column.key] !== null))

/**
 * Restores rows of any tables that refer to each other and of which none can exist before the others.
 *
 * @param omitted Columns of a row that stay NULL for now.
 * @returns Whether they were taken: not where hooks or triggers have a say in each row.
 * @throws {RowsRefused} and the errors of the database for all of them together.
 */
export async function restoreTogether(
  ctx: AdminContext,
  steps: readonly UndoStep[],
  omitted: (step: UndoStep) => readonly ColumnModel[],
): Promise<boolean> {
  const parts: Part[] = []
  const byOmitted = new Map<string, UndoStep[]>()
  for (const step of steps) {
    const names = JSON.stringify(omitted(step).map(({ name }) => name))
    const group = byOmitted.get(names) ?? []
    group.push(step)
    byOmitted.set(names, group)
  }
  for (const group of byOmitted.values())
    for (const part of alike(group)) {
      const { admin, columns, members } = part
      if (hasSecret(part) || !(await isPlainTable(ctx, admin, columns))) return false
      const rows = members.map(({ key }) => ({ key, keyParts: partsOfKey(ctx, admin.table, key) }))
      const [first] = members
      const chosen = chosenSteps(admin, { columns, members, rows })
      parts.push({ admin, columns, omitted: first ? omitted(first) : [], rows, chosen })
    }
  await addTogether(ctx, parts)
  return true
}

/** Rows of tables that refer to each other in a cycle, whose values stay in the log until all are added at once. */
export class TangledRows {
  readonly #parts = new Map<
    string,
    { admin: Admin; columns: readonly ColumnModel[]; ids: number[]; rows: ChosenRow[] }
  >()

  /** @param idOf The id of the one entry of a row, of its deletion, by its key. */
  add(ctx: AdminContext, steps: readonly UndoStep[], idOf: (key: string) => number): void {
    for (const { admin, columns, members } of alike(steps)) {
      const name = JSON.stringify([admin.path, ...columns.map((column) => column.name)])
      const part = this.#parts.get(name) ?? { admin, columns, ids: [], rows: [] }
      this.#parts.set(name, part)
      for (const { key } of members) {
        part.ids.push(idOf(key))
        part.rows.push({ key, keyParts: partsOfKey(ctx, admin.table, key) })
      }
    }
  }

  /** @throws {RowsRefused} and the errors of the database. */
  async restore(ctx: AdminContext, late: ReadonlyMap<Admin, readonly ColumnModel[]>): Promise<void> {
    const parts = [...this.#parts.values()].map(({ admin, columns, ids, rows }) => {
      const chosen = chosenEntries(admin, { columns, ids })
      return { admin, columns, omitted: late.get(admin) ?? [], rows, chosen }
    })
    if (parts.length > 0) await addTogether(ctx, parts)
  }
}

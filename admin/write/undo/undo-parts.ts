import { readRecords } from '../../query/load-record'
import { rowsByKey } from '../../query/keys-where'
import { partsOfKey } from '../../query/row-key'
import type { ColumnModel, TableModel } from '../../schema/model'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import { AdminError } from '../../errors'
import * as words from '../../words/undo'
import { reasonOf, RowsRefused, stopsAll } from '../plan/refusals'
import { removeSteps, restoreSteps, revertSteps } from './apply-undo'
import { entriesOf, type LoggedRow } from './logged-rows'
import { netChanges, type NetChange } from './net-changes'
import { isPlainTable } from './restore-at-once'
import { TangledRows } from './restore-together'
import { tableOrder, type TableGroup } from './table-order'
import { undoSteps, type UndoStep } from './undo-steps'

/** More entries are not in memory at once, with the values of their rows. */
export const mostEntries = 10_000

/** Nor are more bytes of them. */
export const mostBytes = 64_000_000

const partSize = 1_000
const partBytes = 8_000_000

/** What became of a part of the rows. */
export interface PartDone {
  steps: readonly UndoStep[]
  hidden: number
}

interface Undoing {
  rows: readonly LoggedRow[]
  /** As for `netChanges`. */
  overlooks: boolean
}

/**
 * Takes back a change part by part, in the same order as `applyUndo`, for which the order of tables is enough: columns that
 * refer to rows of the same or of a later table are written at the end. Tables that refer to each other in a cycle without a
 * column to leave empty are restored by one statement.
 *
 * @returns Null if there is such a cycle, and hooks or triggers have a say in its rows, or rows were added to it.
 */
export async function partsOf(ctx: AdminContext, undoing: Undoing): Promise<AsyncGenerator<PartDone> | null> {
  const { rows } = undoing
  const tables = (wanted: readonly LoggedRow[]) => [
    ...new Set(wanted.flatMap(({ table }) => ctx.site.byPath(table) ?? [])),
  ]
  const restored = tableOrder(tables(rows.filter(({ deleted }) => deleted)))
  const removed = tableOrder(tables(rows.filter(({ added }) => added)))
  if (removed.groups.some(({ together }) => together)) return null
  const tangled = restored.groups.filter(({ together }) => together).flatMap(({ admins }) => admins)
  for (const admin of tangled) {
    const isOnce = rows.every(({ table, size }) => table !== admin.path || size === 1)
    if (!isOnce || !(await isPlainTable(ctx, admin, admin.table.columns))) return null
  }
  const inOrder = removed.groups.flatMap(({ admins }) => admins)
  return runParts(ctx, { ...undoing, restored: restored.groups, late: restored.late, removed: inOrder })
}

interface Ordered extends Undoing {
  restored: readonly TableGroup[]
  late: ReadonlyMap<Admin, readonly ColumnModel[]>
  removed: readonly Admin[]
}

async function* runParts(ctx: AdminContext, order: Ordered): AsyncGenerator<PartDone> {
  const { rows, restored, late, removed } = order
  const targets = new Set(restored.flatMap(({ admins }) => admins.map(({ table }) => table)))
  const isLate = (change: NetChange) => refersTo(ctx, change, targets)
  const values = rows.filter(({ added, deleted }) => added === deleted)
  const mayBeLate = values.filter(({ table }) =>
    ctx.site.byPath(table)?.table.links.some(({ target }) => targets.has(target)),
  )
  const reverts = (wanted: readonly LoggedRow[], isWanted: (change: NetChange) => boolean) =>
    changesIn(
      ctx,
      { ...order, rows: wanted },
      (change) => (change.kind === 'change' || change.kind === 'other') && isWanted(change),
    )

  for await (const part of reverts(values, (change) => !isLate(change))) yield applied(ctx, part, revertSteps)
  for (const admin of removed.toReversed()) {
    const added = rows.filter((row) => row.added && row.table === admin.path).toReversed()
    for await (const part of changesIn(ctx, { ...order, rows: added }, ({ kind }) => kind === 'add'))
      yield applied(ctx, part.toReversed(), removeSteps)
  }
  const kept = new Set<string>()
  for (const { admins, together } of restored) {
    const tangled = together ? new TangledRows() : null
    for (const admin of admins) {
      const deleted = rows.filter((row) => row.deleted && row.table === admin.path)
      const ids = new Map(tangled ? deleted.map((row) => [row.key, row.ids[0] ?? 0]) : [])
      for await (const part of changesIn(ctx, { ...order, rows: deleted }, ({ kind }) => kind === 'delete')) {
        const done = await applied(ctx, part, async (own, steps) =>
          tangled ? tangled.add(own, steps, (key) => ids.get(key) ?? 0) : restoreSteps(own, steps, late.get(admin)),
        )
        const back = new Set(done.steps.flatMap(({ problem, key }) => (problem === null ? [key] : [])))
        if (late.has(admin)) for (const { key } of part) if (!back.has(key)) kept.add(`${admin.path}\0${key}`)
        yield done
      }
    }
    if (tangled) await addTangled(ctx, admins, (own) => tangled.restore(own, late))
  }
  // Rows without a key, and those of tables that are gone.
  const isUnknown = ({ key, table }: LoggedRow) => key === '' || !ctx.site.byPath(table)
  yield { steps: [], hidden: rows.filter((row) => row.added !== row.deleted && isUnknown(row)).length }
  for (const [admin, columns] of late) {
    const back = rows.filter((row) => row.deleted && row.table === admin.path && !kept.has(`${row.table}\0${row.key}`))
    for await (const part of changesIn(ctx, { ...order, rows: back }, ({ kind }) => kind === 'delete'))
      yield setLate(ctx, admin, { columns, changes: part })
  }
  for await (const part of reverts(mayBeLate, isLate)) yield applied(ctx, part, revertSteps)
}

/** @throws {AdminError} `CONFLICT` with the reason: these rows come back together or not at all. */
async function addTangled(
  ctx: AdminContext,
  [first]: readonly Admin[],
  add: (ctx: AdminContext) => Promise<void>,
): Promise<void> {
  try {
    await add(ctx)
  } catch (error) {
    if (!first || (!(error instanceof RowsRefused) && stopsAll(error))) throw error
    throw new AdminError('CONFLICT', words.notTogether(await reasonOf(ctx, first, error)), { cause: error })
  }
}

/** The net changes of these rows, part by part. */
async function* changesIn(
  ctx: AdminContext,
  { rows, overlooks }: Undoing,
  isWanted: (change: NetChange) => boolean,
): AsyncGenerator<NetChange[]> {
  let part: LoggedRow[] = []
  let size = 0
  let bytes = 0
  for (const [index, row] of rows.entries()) {
    part.push(row)
    size += row.size
    bytes += row.bytes
    if (size < partSize && bytes < partBytes && index < rows.length - 1) continue
    const changes = netChanges(await entriesOf(ctx, part), { overlooks }).filter(isWanted)
    if (changes.length > 0) yield changes
    part = []
    size = 0
    bytes = 0
  }
}

async function applied(
  ctx: AdminContext,
  changes: readonly NetChange[],
  apply: (ctx: AdminContext, steps: readonly UndoStep[]) => Promise<void>,
): Promise<PartDone> {
  const found = await undoSteps(ctx, changes)
  await apply(
    ctx,
    found.steps.filter(({ problem }) => problem === null),
  )
  return found
}

/** Whether one of the values to put back refers to a row of these tables. */
function refersTo(ctx: AdminContext, { table, changes }: NetChange, targets: ReadonlySet<TableModel>): boolean {
  const links = ctx.site.byPath(table)?.table.links ?? []
  return links.some(
    ({ target, columns }) =>
      targets.has(target) && columns.some(({ name }) => (changes.get(name)?.[0] ?? null) !== null),
  )
}

interface Late {
  columns: readonly ColumnModel[]
  changes: readonly NetChange[]
}

/** Writes the columns of restored rows that had to wait. Only rows for which that fails are reported: all have been before. */
async function setLate(ctx: AdminContext, admin: Admin, { columns, changes }: Late): Promise<PartDone> {
  const waiting = changes.filter((change) =>
    columns.some(({ name }) => (change.changes.get(name)?.[0] ?? null) !== null),
  )
  if (waiting.length === 0) return { steps: [], hidden: 0 }
  const rows = waiting.map(({ key }) => ({ keyParts: partsOfKey(ctx, admin.table, key) }))
  const records = await readRecords(ctx, admin, { where: rowsByKey(admin, rows), lock: true })
  const byKey = new Map(records.map((record) => [record.key, record]))
  const steps = waiting.flatMap(({ key, label, changes: values }): UndoStep[] => {
    const now = byKey.get(key)
    // Stamps are written along, or they would be made again.
    const written = admin.table.columns.filter((column) => columns.includes(column) || column.onUpdate)
    const pairs = written.map((column): [string, string | null] => [column.key, values.get(column.name)?.[0] ?? null])
    return now === undefined
      ? []
      : [
          {
            admin,
            key,
            label,
            kind: 'revert',
            values: Object.fromEntries(pairs),
            now,
            left: [],
            lost: false,
            problem: null,
          },
        ]
  })
  await revertSteps(ctx, steps)
  return { steps: steps.filter(({ problem }) => problem !== null), hidden: 0 }
}

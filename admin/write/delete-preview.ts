import { sql } from 'drizzle-orm'
import { AdminError } from '../errors'
import { columnsAllowed, mayViewColumn } from '../permissions/columns-allowed'
import { mayAct, rowsAllowed } from '../permissions/rows-allowed'
import { labelSql, rowLabel } from '../query/label-sql'
import { columnSql, fromSql, rootRef } from '../query/table-ref'
import { keyOfRow } from '../query/row-key'
import { inSentence, labelOf } from '../schema/names'
import type { AdminContext } from '../site/context'
import { adminPath } from '../site/paths'
import type { Admin } from '../site/site'
import { softDelete } from '../site/soft-delete'
import { atLocations, locationOrder, locationSql, planDelete, type Touched } from './delete-plan'
import { selectionWhere, type Selection } from './selection'
import * as rowsWords from '../words/rows'
import { deleteSeal } from './delete-seal'
import * as deleteWords from '../words/delete'
import * as actionsWords from '../words/actions'

const mostSamples = 5

export interface DeletePlan {
  touched: readonly Touched[]
  page: DeletePage
}

/** The plan and its page, inside the caller's transaction. */
export async function planOf(ctx: AdminContext, admin: Admin, selection: Selection): Promise<DeletePlan> {
  const ref = rootRef(admin.table)
  const allowed = rowsAllowed(ctx, admin, { verb: 'delete', alias: ref.alias })
  const where = sql`(${selectionWhere(ctx, admin, selection)}) and ${allowed.where}`
  const touched = await planDelete(ctx, admin, where)
  const root = touched.find((entry) => entry.via === null && entry.effect === 'delete')
  if (!root && selection.kind === 'keys' && selection.keys.length === 1)
    throw new AdminError('NOT_FOUND', rowsWords.noSuch(admin.singular))
  if (selection.kind === 'keys' && (root?.chosen ?? 0) < new Set(selection.keys).size)
    await refuseOthers(ctx, admin, selection)
  const groups: DeleteGroup[] = []
  for (const entry of touched) groups.push(await groupOf(ctx, entry))
  const page = pageOf(ctx, admin, { touched, groups, root })
  return { touched, page: { ...page, seal: deleteSeal(ctx, admin, touched) } }
}

/**
 * Throws if this actor may view but not delete some of the chosen rows, without saying which. Rows that no longer exist
 * are ignored, and hidden rows are treated like them.
 */
export async function refuseOthers(ctx: AdminContext, admin: Admin, selection: Selection): Promise<void> {
  if (!mayAct(ctx, admin, 'view')) return
  const ref = rootRef(admin.table)
  const allowed = rowsAllowed(ctx, admin, { verb: 'delete', alias: ref.alias })
  if (allowed.all) return
  const seen = rowsAllowed(ctx, admin, { verb: 'view', alias: ref.alias })
  const rows = await ctx.db.execute(
    sql`select 1 from ${fromSql(ref)} where (${selectionWhere(ctx, admin, selection)}) and ${seen.where} and (${allowed.where}) is not true limit 1`,
  )
  if (rows.length > 0) throw new AdminError('FORBIDDEN', deleteWords.someNotAllowed)
}

/** What happens to rows of one table, as far as the actor may know. */
export async function groupOf(ctx: AdminContext, entry: Touched): Promise<DeleteGroup> {
  const admin = entry.table && ctx.site.adminOf(entry.table)
  const effect = entry.effect === 'delete' && !(await mayDelete(ctx, admin, entry)) ? 'forbidden' : entry.effect
  const count = await seenCount(ctx, admin, entry)
  const hidden = count < entry.locations.length
  return {
    table: entry.name,
    plural: admin?.plural ?? labelOf(entry.name),
    effect,
    chosen: entry.via === null,
    through: admin && mayAct(ctx, admin, 'view') ? throughOf(ctx, admin, entry) : null,
    count: Math.min(count, ctx.site.plans.mostRows),
    more: entry.more && !hidden,
    hidden,
    samples: admin && mayAct(ctx, admin, 'view') ? await samples(ctx, admin, entry) : [],
  }
}

/** How many of these rows the actor may know about: the chosen ones, and those that the actor may view. */
async function seenCount(ctx: AdminContext, admin: Admin | null, entry: Touched): Promise<number> {
  if (!admin) return ctx.actor.isSuperuser ? entry.locations.length : 0
  const along = entry.locations.slice(entry.chosen)
  if (along.length === 0 || !mayAct(ctx, admin, 'view')) return entry.chosen
  const ref = rootRef(admin.table)
  const allowed = rowsAllowed(ctx, admin, { verb: 'view', alias: ref.alias })
  if (allowed.all) return entry.locations.length
  const [row] = await ctx.db.execute<{ count: string }>(
    sql`select count(*)::text as count from ${fromSql(ref)} where ${atLocations(ref.alias, along)} and ${allowed.where}`,
  )
  return entry.chosen + Number(row?.count ?? 0)
}

/** The reference by its label; null if one of its columns is hidden from this actor. */
function throughOf(ctx: AdminContext, admin: Admin, { via }: Touched): string | null {
  const columns = (via ?? []).map((name) => admin.table.columns.find((column) => column.name === name))
  if (columns.length === 0 || !columns.every((column) => column && mayViewColumn(ctx, admin, column))) return null
  const link = admin.table.links.find(
    (candidate) =>
      candidate.columns.length === columns.length && candidate.columns.every((column) => columns.includes(column)),
  )
  return link?.label ?? columns.flatMap((column) => column?.label ?? []).join(', ')
}

/**
 * Whether the actor may delete every one of these rows. A table outside the site has no permissions of its own: only an
 * actor with all permissions may delete there.
 */
async function mayDelete(ctx: AdminContext, admin: Admin | null, entry: Touched): Promise<boolean> {
  if (!admin) return ctx.actor.isSuperuser
  if (!mayAct(ctx, admin, 'delete')) return false
  const ref = rootRef(admin.table)
  const allowed = rowsAllowed(ctx, admin, { verb: 'delete', alias: ref.alias })
  if (allowed.all) return true
  const others = await ctx.db.execute(
    sql`select 1 from ${fromSql(ref)} where ${atLocations(ref.alias, entry.locations)} and (${allowed.where}) is not true limit 1`,
  )
  return others.length === 0
}

async function samples(ctx: AdminContext, admin: Admin, entry: Touched): Promise<DeleteGroup['samples']> {
  const ref = rootRef(admin.table)
  const allowed = rowsAllowed(ctx, admin, { verb: 'view', alias: ref.alias })
  const shown = allowed.all ? entry.locations.slice(0, mostSamples) : entry.locations
  const first = atLocations(ref.alias, entry.locations.slice(0, Math.min(entry.chosen, mostSamples)))
  const keys = admin.table.key.map(
    (column, index) => sql`${columnSql(ref, column)}::text as ${sql.identifier(`k${index}`)}`,
  )
  const rows = await ctx.db.execute<Record<string, string | null>>(
    sql`select ${sql.join([...keys, sql`${labelSql(ctx, ref)} as label`, sql`${locationSql(ref.alias)} as location`], sql`, `)} from ${fromSql(ref)} where ${atLocations(ref.alias, shown)} and ${allowed.where} order by ${first} desc, ${locationOrder(ref.alias)} limit ${mostSamples}`,
  )
  const order = new Map<string | null | undefined, number>(shown.map((location, index) => [location, index]))
  const sorted = [...rows].toSorted((a, b) => (order.get(a.location) ?? 0) - (order.get(b.location) ?? 0))
  return sorted.map((row) => {
    const key = admin.table.key.map((_, index) => row[`k${index}`] ?? '')
    return {
      label: rowLabel(row.label ?? null, admin.table, key),
      href: key.length === 0 ? null : `${adminPath(ctx, admin)}/${keyOfRow(ctx, admin.table, key)}`,
    }
  })
}

interface Sums {
  /** One entry per group, in the same order. */
  touched: readonly Touched[]
  groups: readonly DeleteGroup[]
  root: Touched | undefined
}

function pageOf(ctx: AdminContext, admin: Admin, { touched, groups, root }: Sums): Omit<DeletePage, 'seal'> {
  const number = new Intl.NumberFormat(ctx.locale)
  const amount = (group: DeleteGroup) =>
    deleteWords.amount(number.format(group.count), nounOf(ctx, touched[groups.indexOf(group)], group), group.more)
  const going = groups.filter((group) => group.effect === 'delete' || group.effect === 'forbidden')
  const cleared = groups.filter((group) => group.effect === 'set null' || group.effect === 'set default')
  const total = going.reduce((sum, group) => sum + group.count, 0)
  const nothing = !touched.some((entry) => entry.effect === 'delete')
  const clears = cleared.map((group) => deleteWords.clears(fieldOf(group), deleteWords.list(amounts([group], amount))))
  const reason = blockedReason({
    ctx,
    blockers: groups.filter((group) => group.effect === 'block'),
    forbidden: groups.filter((group) => group.effect === 'forbidden'),
    tooMany: isTooMuch(ctx, touched),
    amount,
  })
  const sentence = nothing
    ? actionsWords.noneLeft
    : deleteWords.effect(deleteWords.list(amounts(going, amount)), deleteWords.list(clears), reason !== null)
  const soft = columnsAllowed(ctx, admin).find((column) => /^(deleted|archived|discarded)_?at$/iu.test(column.name))
  const label = root?.chosen === 1 ? groups.find((group) => group.chosen)?.samples[0]?.label : undefined
  return {
    what:
      label === undefined
        ? `${number.format(root?.chosen ?? 0)} ${inSentence(admin.plural)}`
        : deleteWords.row(admin.singular, label),
    sentence,
    groups: [...groups],
    blocked: reason !== null || nothing,
    blockedReason: reason,
    button: deleteWords.button(
      total,
      number.format(total),
      going.some((group) => group.hidden),
    ),
    total,
    softDeleteNote: softDelete(admin) ? deleteWords.forGood : soft ? deleteWords.setInstead(soft.label) : null,
  }
}

/** Neither their number nor their tables are revealed. */
const unseen = deleteWords.hidden

/** The number of rows of each group in words. Hidden rows come last, combined and without a number. */
function amounts(groups: readonly DeleteGroup[], amount: Reasons['amount']): string[] {
  return [
    ...groups.filter((group) => group.count > 0).map(amount),
    ...(groups.some((group) => group.hidden) ? [unseen] : []),
  ]
}

function isTooMuch({ site }: AdminContext, touched: readonly Touched[]): boolean {
  const going = touched
    .filter((entry) => entry.effect === 'delete')
    .reduce((sum, entry) => sum + entry.locations.length, 0)
  return going > site.plans.mostRows || touched.some((entry) => entry.more)
}

function nounOf(ctx: AdminContext, entry: Touched | undefined, group: DeleteGroup): string {
  const admin = entry?.table && ctx.site.adminOf(entry.table)
  if (!admin) return deleteWords.rowsOf(group.table, group.count)
  return group.count === 1 && !group.more
    ? admin.singular
    : admin.plural.charAt(0).toLowerCase() + admin.plural.slice(1)
}

const fieldOf = ({ through }: DeleteGroup) =>
  through === null ? deleteWords.aReference : deleteWords.theField(inSentence(through))

interface Reasons {
  ctx: AdminContext
  blockers: readonly DeleteGroup[]
  forbidden: readonly DeleteGroup[]
  tooMany: boolean
  amount(group: DeleteGroup): string
}

function blockedReason({ ctx, blockers, forbidden, tooMany, amount }: Reasons): string | null {
  if (blockers.length > 0) {
    const lone = blockers.length === 1 && blockers[0]?.count === 1 && !blockers[0].hidden
    const who = capitalized(deleteWords.list(amounts(blockers, amount)))
    return lone ? deleteWords.blockedByOne(who) : deleteWords.blockedByMany(who)
  }
  if (forbidden.length > 0)
    return deleteWords.wouldDeleteForbidden(deleteWords.list(forbidden.map((group) => inSentence(group.plural))))
  if (tooMany) return deleteWords.tooMany(ctx.site.plans.mostRows)
  return null
}

const capitalized = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

/** What a delete would do, counted by the database. */
export interface DeletePage {
  /** "product “Alder chair”" or "15 products" */
  what: string
  /** "This deletes 1 customer, 14 orders and 31 order items, and clears the customer of 3 reviews." */
  sentence: string
  groups: DeleteGroup[]
  /** The delete is not possible, and the button is missing. */
  blocked: boolean
  /** The reason, for the user. */
  blockedReason: string | null
  /** "Delete 46 rows" */
  button: string
  /** The total that the user confirms; it is checked again before deleting. Negative for rows that are only marked. */
  total: number
  /** Stands for the rows and what happens to them, posted as `~seal`; null for rows that are only marked. */
  seal: string | null
  /** The table has a column such as `deleted_at`, which is mentioned beside the button. */
  softDeleteNote: string | null
}

export interface DeleteGroup {
  table: string
  plural: string
  effect: 'delete' | 'set null' | 'set default' | 'block' | 'forbidden' | 'mark' | 'stay'
  /** The chosen rows, with those of the same table that they take along. */
  chosen: boolean
  /** The reference to the deleted rows: "Customer"; null if the actor may not know. */
  through: string | null
  /** The number of rows that the actor may know about. */
  count: number
  /** Counting stopped at the limit. */
  more: boolean
  /** There are more rows, which the actor may not view. */
  hidden: boolean
  samples: { label: string; href: string | null }[]
}

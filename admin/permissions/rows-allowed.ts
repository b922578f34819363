import { and, is, SQL, sql } from 'drizzle-orm'
import { aliasedTable } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { AdminError } from '../errors'
import type { ColumnModel, Link } from '../schema/model'
import { inSentence } from '../schema/names'
import type { RowRule, Verb } from '../site/admin'
import type { Actor, AdminContext } from '../site/context'
import { mayHidePolicies, requireRole } from '../site/row-security'
import type { Admin } from '../site/site'
import * as words from '../words/rows'
import { groupAllows } from './group-allows'

/** The rows that an actor may act on: a condition, and whether it means every row. */
export interface Rows {
  where: SQL
  all: boolean
}

/** Whether the actor has the permission for a verb. Permission to change implies permission to view, but not to export. */
export function isGranted({ actor }: Pick<AdminContext, 'actor'>, admin: Admin, verb: Verb): boolean {
  return holdsPermission(actor, `${admin.path}.${verb}`)
}

/** Whether the actor has a permission such as `orders.view`. */
export function holdsPermission({ isSuperuser, isReader, grants }: Actor, permission: string): boolean {
  if (isReader === true && !permission.endsWith('.view')) return false
  if (isSuperuser || grants.has(permission)) return true
  return permission.endsWith('.view') && grants.has(permission.replace(/\.view$/u, '.change'))
}

/**
 * The condition a row must meet for this actor to do `verb`.
 *
 * Every read and write of user rows adds this condition to its WHERE clause, so a list, an export, a relation picker
 * and a bulk delete always agree on the rows that an actor may use. Rules in code apply to everyone, including
 * superusers. An actor who may not view a row may not change or delete it either. The function never returns
 * `undefined`, which Drizzle would treat as "every row". With `rls` in the site, policies of the database may hide more.
 *
 * @param alias The name under which the query reads the table. Rules receive the table under this name.
 * @throws {AdminError} `FORBIDDEN` without permission, if no row can qualify, or if a rule returned no valid answer;
 *   `MISCONFIGURED` if the site has `rls` and the database of `ctx` does not take the actor's role.
 */
export function rowsAllowed(ctx: AdminContext, admin: Admin, request: { verb: Verb; alias: string }): Rows {
  const { verb } = request
  if (admin.table.kind !== 'table' && verb !== 'view' && verb !== 'export') throw forbidden(admin, verb)
  if (!isGranted(ctx, admin, verb)) throw forbidden(admin, verb)
  requireRole(ctx, admin)
  const conditions = ruleConditions(ctx, admin, request)
  return { where: and(...conditions) ?? sql`true`, all: conditions.length === 0 && !mayHidePolicies(ctx, admin) }
}

interface RuleRequest {
  verb: Verb
  alias: string
  /** The tables whose rules have led here. */
  within?: readonly Admin[]
}

/** The conditions of the table's own rules, those of its group, and those of the rows that `via` leads to; empty for every row. */
function ruleConditions(ctx: AdminContext, admin: Admin, { verb, alias, within = [] }: RuleRequest): SQL[] {
  if (!groupAllows(ctx, admin, verb)) throw forbidden(admin, verb)
  const rules = admin.options.permissions
  const answers = [verb === 'add' ? undefined : rules?.view, verb === 'view' ? undefined : rules?.[verb]]
    .filter((rule) => rule !== undefined)
    .map((rule) => answer(rule, { ctx, admin, verb, alias }))
  if (rules?.via !== undefined) answers.push(viaParent(ctx, admin, { verb, alias, within: [...within, admin] }))
  return answers.filter((condition) => condition !== true)
}

/** The condition that the row refers to one whose own rules allow it. */
function viaParent(ctx: AdminContext, admin: Admin, { verb, alias, within = [] }: RuleRequest): true | SQL {
  const link = viaLink(admin)
  const parent = link && ctx.site.adminOf(link.target)
  if (!parent || within.includes(parent)) {
    console.error(`brolly: permissions.via of ${admin.path} ${parent ? 'leads in a circle' : 'is no relation'}.`)
    throw forbidden(admin, verb)
  }
  if (!isGranted(ctx, parent, 'view')) throw forbidden(admin, verb)
  const above = `${alias}_${within.length}`
  const parentVerb = verb === 'view' || verb === 'export' ? verb : 'change'
  const conditions = ruleConditions(ctx, parent, { verb: parentVerb, alias: above, within })
  const name = (of: string, column: ColumnModel | undefined) =>
    sql`${sql.identifier(of)}.${sql.identifier(column?.name ?? '')}`
  const orphan = sql.join(
    link.columns.map((column) => sql`${name(alias, column)} is null`),
    sql` or `,
  )
  const nullable = link.columns.some(({ notNull }) => !notNull)
  const seesAll = conditions.length === 0 && !mayHidePolicies(ctx, parent)
  if (seesAll && (!nullable || ctx.actor.isSuperuser)) return true
  const joined = link.columns.map(
    (column, index) => sql`${name(above, link.targetColumns[index])} = ${name(alias, column)}`,
  )
  const allowed = sql`exists (select 1 from ${parent.table.source} ${sql.identifier(above)} where ${sql.join([...joined, ...conditions], sql` and `)})`
  return nullable && ctx.actor.isSuperuser ? sql`(${orphan} or ${allowed})` : allowed
}

/** The link that `permissions.via` names; undefined if the table has none of that name, which `check` reports. */
export function viaLink({ options, table }: Pick<Admin, 'options' | 'table'>): Link | undefined {
  const name: string | undefined = options.permissions?.via
  return (
    table.links.find((link) => link.name === name) ?? table.columns.find(({ key }) => key === name)?.link ?? undefined
  )
}

/**
 * The rows that a declared rule allows: a condition, or true for all. Unlike a permission, a rule that allows none is no
 * error.
 * @param request.what Names the rule in the log.
 */
export function ruleAllows(
  ctx: AdminContext,
  admin: Admin,
  { rule, what, alias }: { rule: RowRule<PgTable>; what: string; alias: string },
): true | SQL {
  try {
    const granted: unknown = rule(ctx.actor, aliasedTable(admin.table.source as PgTable, alias))
    if (granted === true) return true
    if (is(granted, SQL)) return sql`(${granted})`
    if (granted !== false)
      console.error(
        `brolly: ${what} of ${admin.path} returned ${typeof granted}; it must return true, false or a condition. It allows no row.`,
      )
  } catch (error) {
    console.error(`brolly: ${what} of ${admin.path} threw an error. It allows no row.`, error)
  }
  return sql`false`
}

function answer(
  rule: RowRule<PgTable>,
  { ctx, admin, verb, alias }: { ctx: AdminContext; admin: Admin; verb: Verb; alias: string },
): true | SQL {
  let granted: unknown
  try {
    // Declarations of views receive their view; the erased type only knows tables.
    granted = rule(ctx.actor, aliasedTable(admin.table.source as PgTable, alias))
  } catch (error) {
    console.error(`brolly: a rule of ${admin.path} threw an error for ${verb}. Access was denied.`, error)
    throw forbidden(admin, verb)
  }
  if (granted === true) return true
  // In parentheses: an OR inside a rule must not affect the conditions next to it.
  if (is(granted, SQL)) return sql`(${granted})`
  if (granted !== false)
    console.error(
      `brolly: a rule of ${admin.path} returned ${typeof granted} for ${verb}; it must return true, false or a condition. Access was denied.`,
    )
  throw forbidden(admin, verb)
}

/** Whether any row can qualify, for buttons and navigation. The query checks again. */
export function mayAct(ctx: AdminContext, admin: Admin, verb: Verb): boolean {
  try {
    rowsAllowed(ctx, admin, { verb, alias: 't' })
    return true
  } catch (error) {
    if (error instanceof AdminError && error.code === 'FORBIDDEN') return false
    throw error
  }
}

function forbidden(admin: Admin, verb: Verb): AdminError {
  return new AdminError('FORBIDDEN', words.mayNot(verb, inSentence(admin.plural)))
}

import { and, is, SQL, sql } from 'drizzle-orm'
import { aliasedTable } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { AdminError } from '../errors'
import { inSentence } from '../schema/names'
import type { RowRule, Verb } from '../site/admin'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import * as words from '../words/rows'

/** The rows that an actor may act on: a condition, and whether it means every row. */
export interface Rows {
  where: SQL
  all: boolean
}

/** Whether the actor has the permission for a verb. Permission to change implies permission to view. */
export function isGranted({ actor }: Pick<AdminContext, 'actor'>, admin: Admin, verb: Verb): boolean {
  if (actor.isSuperuser) return true
  if (actor.grants.has(`${admin.path}.${verb}`)) return true
  return verb === 'view' && actor.grants.has(`${admin.path}.change`)
}

/**
 * The condition a row must meet for this actor to do `verb`.
 *
 * Every read and write of user rows adds this condition to its WHERE clause, so a list, an export, a relation picker
 * and a bulk delete always agree on the rows that an actor may use. Rules in code apply to everyone, including
 * superusers. An actor who may not view a row may not change or delete it either. The function never returns
 * `undefined`, which Drizzle would treat as "every row".
 *
 * @param alias The name under which the query reads the table. Rules receive the table under this name.
 * @throws {AdminError} `FORBIDDEN` without permission, if no row can qualify, or if a rule returned no valid answer.
 */
export function rowsAllowed(ctx: AdminContext, admin: Admin, request: { verb: Verb; alias: string }): Rows {
  const { verb, alias } = request
  if (admin.table.kind !== 'table' && verb !== 'view') throw forbidden(admin, verb)
  if (!isGranted(ctx, admin, verb)) throw forbidden(admin, verb)
  const rules = admin.options.permissions
  const answers = [verb === 'add' ? undefined : rules?.view, verb === 'view' ? undefined : rules?.[verb]]
    .filter((rule) => rule !== undefined)
    .map((rule) => answer(rule, { ctx, admin, verb, alias }))
  const conditions = answers.filter((condition) => condition !== true)
  return { where: and(...conditions) ?? sql`true`, all: conditions.length === 0 }
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

import { and, is, SQL, sql } from 'drizzle-orm'
import { aliasedTable } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { AdminError } from '../errors'
import { inSentence } from '../schema/names'
import type { RowRule, Verb } from '../site/admin'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import * as words from '../words/rows'

/** The rows an actor may act on: a condition, and whether it is literally every row. */
export interface Rows {
  where: SQL
  all: boolean
}

/** Whether the actor holds the grant for a verb; being allowed to change implies being allowed to view. */
export function isGranted({ actor }: Pick<AdminContext, 'actor'>, admin: Admin, verb: Verb): boolean {
  if (actor.isSuperuser) return true
  if (actor.grants.has(`${admin.path}.${verb}`)) return true
  return verb === 'view' && actor.grants.has(`${admin.path}.change`)
}

/**
 * The condition a row must meet for this actor to do `verb`.
 *
 * Every read and write of user rows adds it to its WHERE clause, so a list, an export, a relation picker and a bulk delete
 * cannot disagree about which rows an actor has. Rules in code bind everybody, superusers too; who may not view a row may not
 * change or delete it either. It never returns `undefined`: Drizzle takes that for "every row".
 *
 * @param alias The name under which the query reads the table; rules are handed the table under this name.
 * @throws {AdminError} `FORBIDDEN` without a grant, when no row could qualify, or when a rule gave no answer.
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

function answer(
  rule: RowRule<PgTable>,
  { ctx, admin, verb, alias }: { ctx: AdminContext; admin: Admin; verb: Verb; alias: string },
): true | SQL {
  let granted: unknown
  try {
    // Declarations of views are handed their view; the erased type only knows tables.
    granted = rule(ctx.actor, aliasedTable(admin.table.source as PgTable, alias))
  } catch (error) {
    console.error(`brolly: a rule of ${admin.path} failed when asked who may ${verb}. Refused.`, error)
    throw forbidden(admin, verb)
  }
  if (granted === true) return true
  // In brackets: a rule's own OR must not take the conditions beside it along.
  if (is(granted, SQL)) return sql`(${granted})`
  if (granted !== false)
    console.error(
      `brolly: a rule of ${admin.path} answered ${typeof granted} when asked who may ${verb}; it must answer true, false or a condition. Refused.`,
    )
  throw forbidden(admin, verb)
}

/** Whether any row could qualify: for buttons and navigation. The query decides again. */
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

import type { PgTable } from 'drizzle-orm/pg-core'
import { and, sql } from 'drizzle-orm'
import { AdminError } from '../errors'
import type { LoadedRecord } from '../query/load-record'
import { fromSql, keySql, rootRef } from '../query/table-ref'
import { holdsPermission, isGranted, mayAct, rowsAllowed, ruleAllows, type Rows } from '../permissions/rows-allowed'
import { inSentence } from '../schema/names'
import type { ActionOptions } from '../site/action'
import { type Verb, verbs } from '../site/admin'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import * as words from '../words/actions'

/** @throws {AdminError} `NOT_FOUND` if the table has no action of that name. */
export function declaredAction(admin: Admin, name: string): ActionOptions<PgTable> {
  const action = admin.options.actions?.find((candidate) => candidate.name === name)
  if (!action) throw new AdminError('NOT_FOUND', words.notFound)
  return action
}

const isVerb = (permission: string): permission is Verb => verbs.some((verb) => verb === permission)

/**
 * Whether the actor may run the action, on whatever rows. Without a declared permission an action is only for
 * superusers; one with a name of its own requires permission to view as well.
 */
export function mayRun(ctx: AdminContext, admin: Admin, action: ActionOptions<PgTable>): boolean {
  const { permission, when } = action
  if (when && !allows(ctx, admin, { when, name: action.name })) return false
  if (permission === undefined) return ctx.actor.isSuperuser && mayAct(ctx, admin, 'view')
  if (isVerb(permission)) return isGranted(ctx, admin, permission) && mayAct(ctx, admin, permission)
  return mayAct(ctx, admin, 'view') && holdsPermission(ctx.actor, `${admin.path}.${permission}`)
}

/** Like a rule, a condition that throws or answers anything but true allows nothing. */
function allows(
  { actor }: AdminContext,
  admin: Admin,
  { when, name }: { when: NonNullable<ActionOptions<PgTable>['when']>; name: string },
): boolean {
  try {
    return when(actor) === true
  } catch (error) {
    console.error(`brolly: \`when\` of the action ${name} of ${admin.path} threw an error. It was not offered.`, error)
    return false
  }
}

/**
 * The rows on which the actor may run the action.
 * @throws {AdminError} `FORBIDDEN` without permission.
 */
export function rowsForAction(ctx: AdminContext, admin: Admin, action: ActionOptions<PgTable>): Rows {
  if (!mayRun(ctx, admin, action)) throw new AdminError('FORBIDDEN', words.notAllowed(inSentence(admin.plural)))
  const { permission = 'view', rows: rule } = action
  const allowed = rowsAllowed(ctx, admin, { verb: isVerb(permission) ? permission : 'view', alias: 't' })
  if (!rule) return allowed
  const where = ruleAllows(ctx, admin, { rule, what: `the action ${action.name}`, alias: 't' })
  return where === true ? allowed : { where: and(allowed.where, where) ?? where, all: false }
}

/** Those of the actions whose rules allow this row: with one query, and none if they have no rules of their own. */
export async function actionsOnRow(
  ctx: AdminContext,
  admin: Admin,
  { record, actions }: { record: LoadedRecord; actions: readonly ActionOptions<PgTable>[] },
): Promise<ReadonlySet<ActionOptions<PgTable>>> {
  const { may } = record
  const offered = actions.filter(
    ({ permission }) => (permission !== 'change' || may.change) && (permission !== 'delete' || may.delete),
  )
  const ruled = offered.filter(({ rows }) => rows !== undefined)
  if (ruled.length === 0) return new Set(offered)
  const ref = rootRef(admin.table)
  const answers = ruled.map(
    (action, index) => sql`(${rowsForAction(ctx, admin, action).where}) is true as ${sql.identifier(`a${index}`)}`,
  )
  const [row] = await ctx.db.execute<Record<string, boolean>>(
    sql`select ${sql.join(answers, sql`, `)} from ${fromSql(ref)} where ${keySql(ref, record.keyParts)}`,
  )
  const refused = new Set(ruled.filter((_, index) => row?.[`a${index}`] !== true))
  return new Set(offered.filter((action) => !refused.has(action)))
}

/** Whether an action of this name takes the place of the built-in delete. */
export const replacesDelete = (admin: Admin): boolean =>
  admin.options.actions?.some(({ name }) => name === 'delete') ?? false

/** @throws {AdminError} `NOT_FOUND` where the built-in delete does not exist. */
export function refuseReplaced(admin: Admin): void {
  if (replacesDelete(admin)) throw new AdminError('NOT_FOUND', words.notFound)
}

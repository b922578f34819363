import { AdminError } from '../errors'
import { databaseFailure, isConnectionFailure, refusalIn } from '../postgres/errors'
import type { Database } from '../postgres/database'
import { actorOfDatabase, databaseUnderRole, plainDatabase } from '../postgres/under-role'
import * as words from '../words/row-security'
import type { Actor, AdminContext } from './context'
import type { Admin, Site } from './site'

/** How the database knows for whom a request acts, so that its own policies apply to it. */
export interface RowSecurity {
  /** Taken with `set local role` by every transaction of a request. The connection's role must be a member. */
  readonly role: string
  /**
   * Set with `set_config`, local to the transaction: `(actor) => ({ 'app.user_id': actor.id })`. Policies read them with
   * `current_setting('app.user_id')`. Values are sent as parameters.
   */
  readonly settings?: (actor: Actor) => Readonly<Record<string, string>>
}

/**
 * The database for an actor's request: the same one without `rls` in the site; otherwise every statement runs in a
 * transaction under the role and with the actor's settings.
 */
export function databaseFor({ rls }: Pick<Site, 'rls'>, actor: Actor, db: Database): Database {
  if (rls === null) return db
  return databaseUnderRole(db, {
    actorId: actor.id,
    enter: () => statementOf(rls, actor),
    failed: (error) => notTaken(rls, error),
  })
}

/** The same context for another actor, with that actor's rows in the database too. */
export const contextAs = (ctx: AdminContext, actor: Actor): AdminContext => ({
  ...ctx,
  actor,
  db: databaseFor(ctx.site, actor, plainDatabase(ctx.db)),
})

/**
 * Whether policies of the database may hide rows of a table, which no rule in code tells. With `rls` that may be any table
 * of the project: what is known of all rows is then shown to nobody.
 */
export const mayHidePolicies = ({ site }: Pick<AdminContext, 'site'>, { system }: Pick<Admin, 'system'>): boolean =>
  site.rls !== null && !system

/**
 * The last line of defence: with `rls`, rows of the project's tables are read and written only through a database that
 * takes the actor's role.
 * @throws {AdminError} `MISCONFIGURED`
 */
export function requireRole({ site, actor, db }: AdminContext, admin: Pick<Admin, 'system'>): void {
  if (site.rls !== null && !admin.system && actorOfDatabase(db) !== actor.id)
    throw new AdminError('MISCONFIGURED', words.noRoleTaken)
}

/** Whether this names a role. `none` would take back the connection's own. */
export const isRoleName = (role: unknown): role is string =>
  typeof role === 'string' && role.trim() !== '' && role !== 'none'

const settingName = /^[a-z_][\w$]*(?:\.[a-z_][\w$]*)+$/iu

/** Why these are no settings for `set_config`; null if they are. */
export function wrongSettings(settings: unknown): string | null {
  if (typeof settings !== 'object' || settings === null) return words.noSettings
  for (const [name, value] of Object.entries(settings)) {
    if (!settingName.test(name)) return words.badSetting(name)
    if (typeof value !== 'string') return words.noText(name)
  }
  return null
}

function statementOf({ role, settings }: RowSecurity, actor: Actor): { sql: string; parameters: string[] } {
  if (!isRoleName(role)) throw new Error(words.noRole)
  const given = settings === undefined ? {} : settings(actor)
  const wrong = wrongSettings(given)
  if (wrong !== null) throw new Error(wrong)
  const pairs = [['role', role], ...Object.entries(given)]
  // Names and values alike are parameters, so the text is the same for everybody and can be prepared.
  const calls = pairs.map((_, index) => `set_config($${2 * index + 1}, $${2 * index + 2}, true)`)
  return { sql: `select ${calls.join(', ')}`, parameters: pairs.flat() }
}

/** The message for the user. The reason is for the log: it may contain values. */
function notTaken({ role }: RowSecurity, error: unknown): unknown {
  const failure = databaseFailure(error)
  if (refusalIn(error) || isConnectionFailure(failure) || (failure && !aboutRole.test(failure.code))) return error
  console.error(
    `brolly: the database role '${role}' of rls could not be taken, so nothing was read or written. Run: npx brolly check`,
    failure?.code ?? error,
  )
  return new AdminError('UNAVAILABLE', words.roleNotTaken, { cause: error })
}

/** No such role, one that the connection may not take, a setting that PostgreSQL does not accept. */
const aboutRole = /^(?:22|28|42)/u

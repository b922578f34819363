import { sql } from 'drizzle-orm'
import { AdminError } from '../errors'
import { databaseFailure, translateReadError } from '../postgres/errors'
import { plainDatabase } from '../postgres/under-role'
import { relationName } from '../query/table-ref'
import type { AdminContext } from '../site/context'
import { isRoleName } from '../site/row-security'
import type { Site } from '../site/site'
import type { Problem } from './problem'

const wrong = (message: string, hint: string): Problem => ({
  id: 'brolly.E043',
  level: 'error',
  where: 'admin.config.ts: rls',
  message,
  hint,
})

/** An `rls` that cannot be one, which TypeScript does not find or was not asked. */
export function wrongRowSecurity({ rls }: Pick<Site, 'rls'>): Problem[] {
  if (rls === null) return []
  const { role, settings }: { role: unknown; settings?: unknown } = rls
  return [
    ...(isRoleName(role)
      ? []
      : [wrong('names no role. Nobody may see any row until this is fixed.', "Write rls: { role: 'app_user', … }.")]),
    ...(settings === undefined || typeof settings === 'function'
      ? []
      : [
          wrong(
            'settings is no function. Nobody may see any row until this is fixed.',
            "Write settings: (actor) => ({ 'app.user_id': actor.id }).",
          ),
        ]),
  ]
}

/** Why requests cannot run under the declared role: nothing else can be asked then. */
export async function roleProblems(ctx: AdminContext): Promise<Problem[]> {
  if (ctx.site.rls === null) return []
  try {
    await ctx.db.execute(sql`select 1`)
  } catch (error) {
    const { code } = translateReadError(error) ?? {}
    if (code !== 'UNAVAILABLE' || !(error instanceof Error)) throw error
    const problem = await refusedRole(ctx, error)
    if (problem === null) throw error
    return [problem]
  }
  return missingPrivileges(ctx, ctx.site.rls.role)
}

/** Null if the failure is not about the role, but about the connection. */
async function refusedRole(ctx: AdminContext, error: Error): Promise<Problem | null> {
  const role = ctx.site.rls?.role ?? ''
  const [found] = await plainDatabase(ctx.db).execute<{ name: string; exists: boolean; member: boolean }>(
    sql`select current_user::text as name, r.oid is not null as exists, coalesce(pg_has_role(current_user, r.oid, 'member'), false) as member
      from (select) one left join pg_roles r on r.rolname = ${role}::text`,
  )
  if (!found) return null
  const nothing = 'Nothing of your tables is shown.'
  if (!found.exists)
    return wrong(
      `there is no role '${role}'. ${nothing}`,
      `Create it, or correct the name: create role ${role} nologin;`,
    )
  if (!found.member)
    return wrong(
      `the connection's role ${found.name} may not take the role '${role}'. ${nothing}`,
      `Run: grant ${role} to ${found.name};`,
    )
  const reason = reasonOf(error)
  return reason === null
    ? null
    : wrong(`the role '${role}' and its settings cannot be taken: ${reason}. ${nothing}`, 'Correct role and settings.')
}

/** PostgreSQL's own message about names, or that of `settings`. */
function reasonOf(error: Error): string | null {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof AdminError || cause.message.startsWith('Failed query')) continue
    const failure = databaseFailure(cause)
    return failure ? `${cause.message} (${failure.code})` : cause.message
  }
  return null
}

/** Brolly's own tables that the role cannot use: the same transaction writes to them. */
async function missingPrivileges(ctx: AdminContext, role: string): Promise<Problem[]> {
  const lacking = await plainDatabase(ctx.db).execute<{ name: string }>(sql`
    select c.oid::regclass::text as name from pg_class c
    where c.relnamespace = 'brolly'::regnamespace and c.relkind = 'r' and not (
      has_schema_privilege(${role}::text, c.relnamespace, 'usage') and has_table_privilege(${role}::text, c.oid, 'select')
      and has_table_privilege(${role}::text, c.oid, 'insert') and has_table_privilege(${role}::text, c.oid, 'update')
      and has_table_privilege(${role}::text, c.oid, 'delete'))
    order by 1`)
  if (lacking.length === 0) return []
  return [
    wrong(
      `the role '${role}' lacks privileges on Brolly's own tables, which requests also use: ${lacking.map(({ name }) => name).join(', ')}.`,
      `Run: ${ownGrants(role)}`,
    ),
  ]
}

/** The privileges that the role needs on Brolly's own tables. */
const ownGrants = (role: string): string =>
  `grant usage on schema brolly to ${role}; grant select, insert, update, delete on all tables in schema brolly to ${role};`

interface Bypassed extends Record<string, unknown> {
  path: string
  role: string
  reason: 'superuser' | 'bypassrls' | 'owner'
}

/** Tables with row level security that does not apply to the role under which requests run. */
export async function bypassedPolicies(ctx: AdminContext): Promise<Problem[]> {
  const tables = ctx.site.admins.filter(({ system, table }) => !system && table.kind === 'table')
  if (tables.length === 0) return []
  const pairs = sql.join(
    tables.map(({ path, table }) => sql`(${path}::text, ${relationName(table)}::text)`),
    sql`, `,
  )
  const rows = await ctx.db.execute<Bypassed>(sql`
    select n.path, current_user::text as role,
      case when r.rolsuper then 'superuser' when r.rolbypassrls then 'bypassrls' else 'owner' end as reason
    from (values ${pairs}) n(path, name) join pg_class c on c.oid = to_regclass(n.name) join pg_roles r on r.rolname = current_user
    where c.relrowsecurity and not row_security_active(c.oid) order by n.path`)
  return rows.map(({ path, role, reason }): Problem => ({
    id: 'brolly.W013',
    level: 'warning',
    where: path,
    message: `has row level security, but its policies do not apply to Brolly: the role ${role} ${reasons[reason]}.`,
    hint:
      ctx.site.rls === null
        ? 'Declare rls in defineSite() with a role that the policies apply to, or leave it to the rules in code.'
        : 'Name a role in rls that neither owns the table nor has BYPASSRLS.',
  }))
}

const reasons = {
  superuser: 'is a superuser',
  bypassrls: 'has BYPASSRLS',
  owner: 'owns the table, or is a member of its owner, and FORCE ROW LEVEL SECURITY is off',
}

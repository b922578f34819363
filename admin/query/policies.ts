import { sql, type SQL } from 'drizzle-orm'
import { mayHidePolicies } from '../site/row-security'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { relationName } from './table-ref'

/** A row level security policy, as PostgreSQL prints it. */
export interface Policy {
  name: string
  /** A restrictive policy limits what the others allow. */
  permissive: boolean
  command: 'all' | 'select' | 'insert' | 'update' | 'delete'
  /** Names of roles; `public` for everyone. */
  roles: string[]
  /** Which rows can be seen and changed; null for every row. */
  using: string | null
  /** What rows can be written; null if that is `using`. */
  check: string | null
  /** Whether it is one for the role of this request. */
  applies: boolean
}

/** What the database itself says about the rows of a table. */
export interface TablePolicies {
  /** Whether row level security is on. */
  enabled: boolean
  /** Whether it applies to the role of this request: owners, superusers and roles with BYPASSRLS see every row. */
  active: boolean
  /** The role of this request. */
  role: string
  policies: Policy[]
}

/** The policies of a table, by name, from the catalogue; null if the database has no such table. */
export async function policiesOf(ctx: AdminContext, { table }: Pick<Admin, 'table'>): Promise<TablePolicies | null> {
  const rows = await ctx.db.execute<{ enabled: boolean; active: boolean; role: string; policies: string }>(sql`
    select c.relrowsecurity as enabled, row_security_active(c.oid) as active, current_user::text as role,
      coalesce((select json_agg(json_build_object('name', p.polname, 'permissive', p.polpermissive,
          'command', case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
          'roles', (select json_agg(case r when 0 then 'public' else pg_get_userbyid(r) end order by r) from unnest(p.polroles) r),
          'applies', (select bool_or(case r when 0 then true else pg_has_role(r, 'usage') end) from unnest(p.polroles) r),
          'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid)) order by p.polname)
        from pg_policy p where p.polrelid = c.oid), '[]')::text as policies
    from pg_class c where c.oid = to_regclass(${relationName(table)}::text)`)
  const [row] = rows
  // The query above builds this JSON.
  return row ? { ...row, policies: JSON.parse(row.policies) as Policy[] } : null
}

/**
 * The condition that the policies let this request see a row that is not in the table, such as an earlier state of one.
 *
 * @param alias The name of the row in the query around the condition.
 */
export async function policiesAllow(ctx: AdminContext, admin: Admin, alias: string): Promise<SQL> {
  if (!mayHidePolicies(ctx, admin)) return sql`true`
  const found = await policiesOf(ctx, admin)
  if (found?.active !== true) return sql`true`
  const reading = found.policies.filter(
    ({ command, applies }) => applies && (command === 'all' || command === 'select'),
  )
  // PostgreSQL printed these expressions, for this session.
  const conditions = (permissive: boolean) =>
    reading.filter((policy) => policy.permissive === permissive).map(({ using }) => sql.raw(`(${using ?? 'true'})`))
  const allowed = conditions(true)
  if (allowed.length === 0) return sql`false`
  const all = [sql`(${sql.join(allowed, sql` or `)})`, ...conditions(false)]
  // Under the table's own name, which the expressions may use.
  return sql`exists (select from (select ${sql.identifier(alias)}.*) ${sql.identifier(admin.table.name)} where ${sql.join(all, sql` and `)})`
}

import { sql, type SQL } from 'drizzle-orm'
import { permissionNames } from '../accounts/permission-names'
import { AdminError } from '../errors'
import { adviseIndexes, type Advice } from '../advise/advise'
import { choicesAllowed } from '../permissions/choices-allowed'
import { labelSql } from '../query/label-sql'
import { listRowsSql } from '../query/list-rows'
import { parseListState } from '../query/list-state'
import { fromSql, rootRef } from '../query/table-ref'
import { databaseFailure, translateReadError } from '../postgres/errors'
import type { AdminContext } from '../site/context'
import { DeclarationError } from '../site/name-failures'
import type { Admin } from '../site/site'
import { limitedFields } from './fields'
import type { Problem } from './problem'
import { bypassedPolicies, roleProblems } from './row-security'
import { unknownFactorGroups } from './second-factor'
import { sqlState } from '../errors/sql-state'

/** The number of rows from which reading a whole table for a page is reported. */
const bigTable = 100_000

/**
 * Problems that only the database shows: lists and labels that it rejects, and large tables without a suitable index.
 *
 * The actor of `ctx` must be a superuser. Changes nothing; of each table it reads one label.
 */
export async function checkDatabase(ctx: AdminContext, { leastRows = bigTable } = {}): Promise<Problem[]> {
  const unusable = await roleProblems(ctx)
  // Nothing else can be asked without the role.
  if (unusable.length > 0) return [...differentCasing(ctx), ...unusable]
  const problems: Problem[] = [
    ...differentCasing(ctx),
    ...(await bypassedPolicies(ctx)),
    ...(await strangeGrants(ctx)),
    ...(await unknownFactorGroups(ctx)),
  ]
  for (const admin of ctx.site.admins)
    if (!admin.system) problems.push(...(await checkTable(ctx, admin)), ...(await failingConditions(ctx, admin)))
  // Run EXPLAIN only for lists that work: those that fail, or that nobody may view, have already been reported.
  const reported = new Set(problems.filter(({ id }) => id !== 'brolly.W006').map(({ where }) => where.split(':')[0]))
  const admins = ctx.site.admins.filter(({ path }) => !reported.has(path))
  const advice = await adviseIndexes({ ...ctx, site: { ...ctx.site, admins } }, { leastRows })
  return [...problems, ...advice.map(withoutIndex)]
}

async function checkTable(ctx: AdminContext, admin: Admin): Promise<Problem[]> {
  const list = asked(admin, () => listRowsSql(ctx, admin, parseListState(ctx, admin, [])))
  if (list instanceof Array) return list
  const refused = await refusal(() => ctx.db.execute(sql`explain ${list}`))
  if (refused !== undefined)
    return [
      {
        id: 'brolly.E020',
        level: 'error',
        where: admin.path,
        message: `its list query fails: ${refused}.`,
        hint:
          ctx.site.rls !== null && refused.endsWith(`(${sqlState.insufficientPrivilege})`)
            ? `Grant it: grant select, insert, update, delete on ${admin.path} to ${ctx.site.rls.role};`
            : 'Compare code and database with: npx brolly drift',
      },
    ]
  const ref = rootRef(admin.table)
  const statement = asked(admin, () => sql`select ${labelSql(ctx, ref)} as label from ${fromSql(ref)} limit 1`)
  if (statement instanceof Array) return statement
  const label = await refusal(() => ctx.db.execute(statement))
  if (label === undefined) return []
  if (admin.options.label === undefined)
    return [
      {
        id: 'brolly.E020',
        level: 'error',
        where: admin.path,
        message: `the query for its row labels fails: ${label}.`,
        hint: 'Compare code and database with: npx brolly drift',
      },
    ]
  return [
    {
      id: 'brolly.E021',
      level: 'error',
      where: `${admin.path}: label`,
      message: `cannot be computed: ${label}.`,
      hint: 'Fix the declared label.',
    },
  ]
}

/** Conditions on the options of a relation that the database rejects. */
async function failingConditions(ctx: AdminContext, admin: Admin): Promise<Problem[]> {
  const problems: Problem[] = []
  const conditions = limitedFields(ctx.site, admin).flatMap((limited) =>
    limited.admin.table.links.map((link) => ({ ...limited, link })),
  )
  for (const { admin: limited, link, fields, option } of conditions) {
    const ref = rootRef(link.target)
    const limits = option === 'form.fields' ? undefined : fields
    if (limits && !Object.keys(limits).length) continue
    const choices = choicesAllowed(ctx, limited, { link, limits, record: null, values: {}, alias: ref.alias })
    if (!choices) continue
    const reason = await refusal(() => ctx.db.execute(sql`explain select from ${fromSql(ref)} where ${choices.where}`))
    if (reason === undefined) continue
    const where = `${admin.path}: ${option}.${link.name}.where`
    const message = `the database rejects the condition: ${reason}.`
    problems.push({
      id: 'brolly.E032',
      level: 'error',
      where,
      message,
      hint: 'Compare it with the columns of the table.',
    })
  }
  return problems
}

/**
 * The statement, or the problems that prevent it: a rule that lets nobody in, or a function of the declaration that
 * throws.
 */
function asked(admin: Admin, statement: () => SQL): SQL | Problem[] {
  try {
    return statement()
  } catch (error) {
    if (error instanceof AdminError && error.code === 'FORBIDDEN')
      return [
        {
          id: 'brolly.W005',
          level: 'warning',
          where: admin.path,
          message: 'does not let anyone view it, including superusers, so its list was not checked.',
          hint: 'If this is intended, leave the table out of db/schema.ts. Otherwise check permissions.view.',
        },
      ]
    // A label that throws is reported with the declarations.
    if (error instanceof DeclarationError) return []
    throw error
  }
}

/**
 * Permissions for a table that is not in the site: they have no effect, but would apply to a future table of that name.
 */
async function strangeGrants({ db, site }: AdminContext): Promise<Problem[]> {
  const rows = await db.execute<{ permission: string; grantees: number }>(
    sql`select permission, count(*)::int as grantees from brolly.grants group by permission order by permission limit 1000`,
  )
  const known = new Set(permissionNames(site))
  return rows
    .filter(({ permission }) => !known.has(permission))
    .map(({ permission, grantees }): Problem => ({
      id: 'brolly.W006',
      level: 'warning',
      where: `brolly.grants: ${permission}`,
      message: `is for a table that is not in this site (granted to ${grantees === 1 ? 'one user or group' : `${grantees} users or groups`}).`,
      hint: 'Revoke it if the table is gone for good.',
    }))
}

/**
 * The reason why PostgreSQL rejected the query; undefined if it did not. An unavailable database is not a problem of
 * the table.
 */
async function refusal(work: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    if (translateReadError(error)?.code === 'UNAVAILABLE') throw error
    const failure = databaseFailure(error)
    if (!failure) throw error
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : ''
    // A materialised view that is not populated is not a mistake.
    if (failure.code === sqlState.objectNotInPrerequisiteState) return undefined
    // Messages of class 42 contain only names; others may quote a row.
    return failure.code.startsWith('42') ? `${reason} (${failure.code})` : `SQLSTATE ${failure.code}`
  }
}

/** Columns without an explicit name are named by the casing, on which the client and the site must agree. */
function differentCasing({ db, site }: AdminContext): Problem[] {
  const column = site.admins
    .flatMap(({ table }) => table.columns)
    .find(({ key, name, column }) => column !== null && key !== name && column.name === key)
  if (!column?.column) return []
  const { sql: text } = db
    .select({ value: column.column })
    .from(column.column.table as never)
    .toSQL()
  if (text.includes(`"${column.name}"`)) return []
  return [
    {
      id: 'brolly.E003',
      level: 'error',
      where: 'admin.config.ts: casing',
      message: `the database client in db/index.ts does not map '${column.key}' to '${column.name}'.`,
      hint: 'Use createDatabase(env(), { casing }) there, with the same casing as defineSite().',
    },
  ]
}

function withoutIndex({ table, kind, name, rows, indexes, note }: Advice): Problem {
  const what = kind === 'observed' ? `a list that was opened ${name}` : `${kind} by ${name}`
  return {
    id: 'brolly.W010',
    level: 'warning',
    where: table,
    message: `${what} scans all of its roughly ${rows.toLocaleString('en')} rows.`,
    hint: indexes.length > 0 ? 'For a suggested index, run: npx brolly advise' : (note ?? ''),
  }
}

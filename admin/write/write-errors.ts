import { sql } from 'drizzle-orm'
import { AdminError } from '../errors'
import { mayViewColumn } from '../permissions/columns-allowed'
import { databaseFailure, refusalIn, translateReadError, type DatabaseFailure } from '../postgres/errors'
import { relationName } from '../query/table-ref'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { formName } from './form-values'
import { brokenRule } from './rule-text'
import { sqlState } from '../errors/sql-state'

interface Failed {
  error: unknown
  /** What did not happen. */
  undone?: string
}

/**
 * What a failed write means for the person: a message at the fields whose constraint was broken, by PostgreSQL's code and the
 * catalogue's columns of the constraint. Its own message is never shown, for it holds values; what a function of the database
 * raises is written for people, and is.
 *
 * @param ctx With the database itself, not the transaction that failed.
 */
export async function translateWriteError(
  ctx: AdminContext,
  admin: Admin,
  { error, undone = 'Nothing was saved.' }: Failed,
): Promise<unknown> {
  const refusal = refusalIn(error)
  if (refusal) return refusal
  const failure = databaseFailure(error)
  if (!failure) return error
  const { keys, conditions } = await constraintColumns(ctx, admin, failure)
  const seen = (columns: readonly ColumnModel[]) => columns.filter((column) => mayViewColumn(ctx, admin, column))
  const visible = seen(keys)
  // A constraint's name and rule may tell of columns that this actor may not know.
  const constraint = visible.length === keys.length ? failure.constraint : null
  const rule =
    failure.code === sqlState.checkViolation ? await brokenRule(ctx, admin, { ...failure, constraint }) : null
  const broken = { failure: { ...failure, constraint }, columns: visible, conditions: seen(conditions), rule }
  const message = failure.raised ?? messages[failure.code]?.(admin, broken)
  if (message === undefined) return translateReadError(error) ?? ownRule(failure, { error, undone }) ?? error
  const fields = Object.fromEntries([...visible, ...broken.conditions].map((column) => [formName(column), message]))
  const count = Object.keys(fields).length
  return new AdminError(
    failure.code === sqlState.lockNotAvailable ? 'CONFLICT' : 'INVALID',
    count === 0
      ? `${message} ${undone}`
      : count === 1
        ? 'One field needs a correction. Nothing was saved yet.'
        : `${message} Nothing was saved yet.`,
    { cause: error, fields },
  )
}

/** Triggers and rules of the database that stand in the way without a word for people. */
function ownRule({ code, routine }: DatabaseFailure, { error, undone }: Required<Failed>): AdminError | null {
  if (code === sqlState.featureNotSupported || (code === sqlState.internalError && routine?.startsWith('ri_') === true))
    return new AdminError('INVALID', `A rule of the database stands in place of this. ${undone}`, { cause: error })
  return /^(2[237]|P0|38|39|44)/u.test(code)
    ? new AdminError('INVALID', `The database refused these values by a rule of its own. ${undone}`, { cause: error })
    : null
}

interface Broken {
  failure: DatabaseFailure
  columns: readonly ColumnModel[]
  conditions: readonly ColumnModel[]
  /** A CHECK's rule for people, where it may be shown. */
  rule: string | null
}

const labels = (columns: readonly ColumnModel[]) => columns.map((column) => column.label.toLowerCase()).join(' and ')

const messages: Record<string, (admin: Admin, broken: Broken) => string> = {
  [sqlState.uniqueViolation]: (admin, { columns, conditions }) =>
    columns.length === 0
      ? `Another ${admin.singular} has these values already.`
      : `Another ${admin.singular} has this ${labels(columns)} already${conditions.length > 0 ? `, which depends on ${labels(conditions)}` : ''}.`,
  [sqlState.foreignKeyViolation]: (_, { columns }) =>
    `There is no such ${columns.map((column) => column.link?.target.singular).find((target) => target !== undefined) ?? 'row'}.`,
  [sqlState.notNullViolation]: () => 'Required.',
  [sqlState.checkViolation]: (_, { failure, columns, rule }) =>
    rule !== null
      ? `This breaks a rule of the database: ${rule}.`
      : failure.constraint === null
        ? 'No partition of the table takes this row: its values lie outside all of them.'
        : `This breaks the rule “${failure.constraint}” of the database${columns.length > 0 ? ` about ${labels(columns)}` : ''}.`,
  [sqlState.exclusionViolation]: (admin) => `This overlaps with another ${admin.singular}.`,
  [sqlState.stringTooLong]: () => 'A text is longer than its column takes.',
  [sqlState.numericOutOfRange]: () => 'A number is outside the range of its column.',
  [sqlState.dataException]: () => 'A value does not fit its column. A range must not end before it begins.',
  [sqlState.invalidTextRepresentation]: () => 'A value does not fit its column.',
  [sqlState.invalidDatetimeFormat]: () => 'A date does not fit its column.',
  [sqlState.datetimeOutOfRange]: () => 'A date is outside the range of its column.',
  [sqlState.generatedAlways]: () => 'A value that the database makes itself cannot be set.',
  [sqlState.lockNotAvailable]: () => 'Somebody else is changing this row at this moment. Try again.',
  [sqlState.queryCanceled]: () => 'Saving took too long and was stopped. Try again.',
  [sqlState.serializationFailure]: () => 'Others changed the same rows at this moment. Try again.',
  [sqlState.deadlockDetected]: () => 'Others changed the same rows at this moment. Try again.',
  [sqlState.readOnlyTransaction]: () => 'The database takes no changes at the moment: it is read only.',
  [sqlState.diskFull]: () => 'The database has no room left: it takes no changes, reading still works.',
}

interface ConstraintColumns {
  /** The columns that the rule is about. */
  keys: readonly ColumnModel[]
  /** Columns that decide for which rows it holds. */
  conditions: readonly ColumnModel[]
}

/** The columns of the constraint or unique index that was broken, from the catalogue: its text may be in any language. */
async function constraintColumns(
  ctx: AdminContext,
  admin: Admin,
  { constraint, column, domain }: DatabaseFailure,
): Promise<ConstraintColumns> {
  const { table } = admin
  if (column) return { keys: table.columns.filter((candidate) => candidate.name === column), conditions: [] }
  if (!constraint && !domain) return { keys: [], conditions: [] }
  const relation = relationName(table)
  // A domain may stand inside of a composite type, or of an array. The columns of an index's expressions and of its condition stand only among what the index depends on.
  const rows = await ctx.db.execute<{ name: string; plain: boolean }>(sql`
    with recursive inside as (
      select t.oid, false as composite from pg_type t where t.typtype = 'd' and t.typname = ${domain}::text
      union select up.oid, up.composite from inside i cross join lateral (
        select c.reltype as oid, true as composite from pg_attribute a join pg_class c on c.oid = a.attrelid and c.relkind = 'c'
          where a.atttypid = i.oid
        union all select t.oid, i.composite from pg_type t where t.typelem = i.oid and t.typcategory = 'A'
        union all select t.oid, true from pg_type t where t.typbasetype = i.oid and i.composite) up),
    plain as (
      select unnest(conkey) as num from pg_constraint where conrelid = to_regclass(${relation}) and conname = ${constraint}
      union select unnest(indkey::int2[]) from pg_index i join pg_class c on c.oid = i.indexrelid
        where i.indrelid = to_regclass(${relation}) and c.relname = ${constraint}
      union select a.attnum from pg_attribute a join inside on inside.oid = a.atttypid where a.attrelid = to_regclass(${relation})),
    used as (
      select d.refobjsubid as num from pg_depend d join pg_class c on c.oid = d.objid
      where d.classid = 'pg_class'::regclass and d.refobjid = to_regclass(${relation}) and c.relkind in ('i', 'I') and c.relname = ${constraint})
    select a.attname as name, a.attnum in (select num from plain) as plain from pg_attribute a
    where a.attrelid = to_regclass(${relation}) and a.attnum > 0 and (a.attnum in (select num from plain) or a.attnum in (select num from used))
    order by a.attnum`)
  const named = (plain: boolean) => {
    const names = new Set(rows.filter((row) => row.plain === plain).map((row) => row.name))
    return table.columns.filter((candidate) => names.has(candidate.name))
  }
  const plain = named(true)
  return plain.length > 0 ? { keys: plain, conditions: named(false) } : { keys: named(false), conditions: [] }
}

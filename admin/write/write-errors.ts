import { sql } from 'drizzle-orm'
import { AdminError } from '../errors'
import { mayViewColumn } from '../permissions/columns-allowed'
import {
  databaseFailure,
  isPolicyViolation,
  refusalIn,
  translateReadError,
  type DatabaseFailure,
} from '../postgres/errors'
import { relationName } from '../query/table-ref'
import type { ColumnModel } from '../schema/model'
import { inSentence } from '../schema/names'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { formName } from './form-values'
import { brokenRule } from './rule-text'
import { sqlState } from '../errors/sql-state'
import * as valuesWords from '../words/values'
import * as rowsWords from '../words/rows'
import * as saveWords from '../words/save'
import * as databaseWords from '../words/database'
import * as securityWords from '../words/row-security'

interface Failed {
  error: unknown
  /** States what was not done. */
  undone?: string
}

/**
 * Translates a failed write for the user: messages at the fields of the violated constraint, derived from the SQLSTATE
 * and the catalogue. PostgreSQL's own message is never shown, because it contains values. Messages that functions in
 * the database raise are meant for users and are shown.
 *
 * @param ctx With the database itself, not the failed transaction.
 */
export async function translateWriteError(
  ctx: AdminContext,
  admin: Admin,
  { error, undone = saveWords.nothingSaved }: Failed,
): Promise<unknown> {
  const refusal = refusalIn(error)
  if (refusal) return refusal
  const failure = databaseFailure(error)
  if (!failure) return error
  if (isPolicyViolation(failure))
    return new AdminError('FORBIDDEN', securityWords.refusedByPolicy(undone), { cause: error })
  const { keys, conditions } = await constraintColumns(ctx, admin, failure)
  const seen = (columns: readonly ColumnModel[]) => columns.filter((column) => mayViewColumn(ctx, admin, column))
  const visible = seen(keys)
  // The name and expression of a constraint may reveal columns that this actor may not know.
  const constraint = visible.length === keys.length ? failure.constraint : null
  const rule =
    failure.code === sqlState.checkViolation ? await brokenRule(ctx, admin, { ...failure, constraint }) : null
  const broken = { failure: { ...failure, constraint }, columns: visible, conditions: seen(conditions), rule }
  const message = failure.raised ?? declaredMessage(admin, failure) ?? messages[failure.code]?.(admin, broken)
  if (message === undefined) return translateReadError(error) ?? ownRule(failure, { error, undone }) ?? error
  const fields = Object.fromEntries([...visible, ...broken.conditions].map((column) => [formName(column), message]))
  const count = Object.keys(fields).length
  return new AdminError(
    failure.code === sqlState.lockNotAvailable ? 'CONFLICT' : 'INVALID',
    count === 0 ? `${message} ${undone}` : count === 1 ? saveWords.needCorrection(1) : saveWords.notSavedYet(message),
    { cause: error, fields },
  )
}

/** The declared message for a violated constraint or unique index. */
function declaredMessage({ options }: Admin, { constraint }: DatabaseFailure): string | undefined {
  const { constraints } = options
  return constraints && constraint != null && Object.hasOwn(constraints, constraint)
    ? constraints[constraint]
    : undefined
}

/** Triggers and rules of the database that prevented the write without a message for users. */
function ownRule({ code, routine }: DatabaseFailure, { error, undone }: Required<Failed>): AdminError | null {
  if (code === sqlState.featureNotSupported || (code === sqlState.internalError && routine?.startsWith('ri_') === true))
    return new AdminError('INVALID', saveWords.ruleInstead(undone), { cause: error })
  return /^(2[237]|P0|38|39|44)/u.test(code)
    ? new AdminError('INVALID', saveWords.refusedByRule(undone), { cause: error })
    : null
}

interface Broken {
  failure: DatabaseFailure
  columns: readonly ColumnModel[]
  conditions: readonly ColumnModel[]
  /** The readable rule of a CHECK, if it may be shown. */
  rule: string | null
}

const labels = (columns: readonly ColumnModel[]) => saveWords.labels(columns.map((column) => inSentence(column.label)))

const messages: Record<string, (admin: Admin, broken: Broken) => string> = {
  [sqlState.uniqueViolation]: (admin, { columns, conditions }) =>
    columns.length === 0
      ? saveWords.sameValues(admin.singular)
      : saveWords.sameValue(admin.singular, labels(columns), conditions.length > 0 ? labels(conditions) : null),
  [sqlState.foreignKeyViolation]: (_, { columns }) =>
    rowsWords.noSuch(
      columns.map((column) => column.link?.target.singular).find((target) => target !== undefined) ?? 'row',
    ),
  [sqlState.notNullViolation]: () => valuesWords.requiredShort,
  [sqlState.checkViolation]: (_, { failure, columns, rule }) =>
    rule !== null
      ? saveWords.breaksRule(rule)
      : failure.constraint === null
        ? saveWords.noPartition
        : saveWords.breaksConstraint(failure.constraint, columns.length > 0 ? labels(columns) : null),
  [sqlState.exclusionViolation]: (admin) => saveWords.overlaps(admin.singular),
  [sqlState.stringTooLong]: () => saveWords.textTooLong,
  [sqlState.numericOutOfRange]: () => saveWords.numberOutOfRange,
  [sqlState.dataException]: () => saveWords.rangeDoesNotFit,
  [sqlState.invalidTextRepresentation]: () => saveWords.valueDoesNotFit,
  [sqlState.invalidDatetimeFormat]: () => saveWords.dateDoesNotFit,
  [sqlState.datetimeOutOfRange]: () => saveWords.dateOutOfRange,
  [sqlState.generatedAlways]: () => saveWords.generated,
  [sqlState.lockNotAvailable]: () => saveWords.lockedRow,
  [sqlState.queryCanceled]: () => saveWords.tookTooLong,
  [sqlState.serializationFailure]: () => databaseWords.changedByOthers,
  [sqlState.deadlockDetected]: () => databaseWords.changedByOthers,
  [sqlState.readOnlyTransaction]: () => saveWords.readOnly,
  [sqlState.diskFull]: () => saveWords.diskFull,
}

interface ConstraintColumns {
  /** The columns that the constraint is about. */
  keys: readonly ColumnModel[]
  /** The columns that determine to which rows it applies. */
  conditions: readonly ColumnModel[]
}

/**
 * The columns of the violated constraint or unique index, from the catalogue: the error text may be in any language.
 */
async function constraintColumns(
  ctx: AdminContext,
  admin: Admin,
  { constraint, column, domain }: DatabaseFailure,
): Promise<ConstraintColumns> {
  const { table } = admin
  if (column) return { keys: table.columns.filter((candidate) => candidate.name === column), conditions: [] }
  if (!constraint && !domain) return { keys: [], conditions: [] }
  const relation = relationName(table)
  // A domain may be inside a composite type or an array. Columns in an index's expressions and condition are listed
  // only among its dependencies.
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

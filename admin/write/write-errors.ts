import { sql } from 'drizzle-orm'
import { AdminError } from '../errors'
import { mayViewColumn } from '../permissions/columns-allowed'
import { databaseFailure, translateReadError, type DatabaseFailure } from '../query/database-errors'
import { quoteName } from '../schema/columns'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { formName } from './form-values'

/**
 * What a failed write means for the person: a message at the fields whose constraint was broken, by PostgreSQL's code and the
 * catalogue's columns of the constraint. Its own message is never shown, for it holds values.
 *
 * @param ctx With the database itself, not the transaction that failed.
 */
export async function translateWriteError(ctx: AdminContext, admin: Admin, error: unknown): Promise<unknown> {
  if (error instanceof AdminError) return error
  const failure = databaseFailure(error)
  if (!failure) return error
  const columns = await constraintColumns(ctx, admin, failure)
  const visible = columns.filter((column) => mayViewColumn(ctx, admin, column))
  // A constraint's name may tell of columns that this actor may not know.
  const constraint = visible.length === columns.length ? failure.constraint : null
  const message = messages[failure.code]?.(admin, { failure: { ...failure, constraint }, columns: visible })
  if (message === undefined)
    return (
      translateReadError(error) ??
      (/^(2[23]|P0|44)/u.test(failure.code)
        ? new AdminError('INVALID', 'The database refused these values by a rule of its own. Nothing was saved.', {
            cause: error,
          })
        : error)
    )
  const fields = Object.fromEntries(visible.map((column) => [formName(column), message]))
  return new AdminError(
    failure.code === '55P03' ? 'CONFLICT' : 'INVALID',
    visible.length === 0 ? `${message} Nothing was saved.` : 'One field needs a correction. Nothing was saved yet.',
    { cause: error, fields },
  )
}

interface Broken {
  failure: DatabaseFailure
  columns: readonly ColumnModel[]
}

const labels = (columns: readonly ColumnModel[]) => columns.map((column) => column.label.toLowerCase()).join(' and ')

const messages: Record<string, (admin: Admin, broken: Broken) => string> = {
  '23505': (admin, { columns }) =>
    columns.length === 0
      ? `Another ${admin.singular} has these values already.`
      : `Another ${admin.singular} has this ${labels(columns)} already.`,
  '23503': (_, { columns }) =>
    `There is no such ${columns.map((column) => column.link?.target.singular).find((target) => target !== undefined) ?? 'row'}.`,
  '23502': () => 'Required.',
  '23514': (_, { failure }) =>
    failure.constraint === null
      ? 'This breaks a rule of the database.'
      : `This breaks the rule “${failure.constraint}” of the database.`,
  '23P01': (admin) => `This overlaps with another ${admin.singular}.`,
  '22001': () => 'A text is longer than its column takes.',
  '22003': () => 'A number is outside the range of its column.',
  '22P02': () => 'A value does not fit its column.',
  '22007': () => 'A date does not fit its column.',
  '22008': () => 'A date is outside the range of its column.',
  '428C9': () => 'A value that the database makes itself cannot be set.',
  '55P03': () => 'Somebody else is changing this row at this moment. Try again.',
  '57014': () => 'Saving took too long and was stopped. Try again.',
  '40001': () => 'Others changed the same rows at this moment. Try again.',
  '40P01': () => 'Others changed the same rows at this moment. Try again.',
  '25006': () => 'The database takes no changes at the moment: it is read only.',
  '53100': () => 'The database has no room left: it takes no changes, reading still works.',
}

/** The columns of the constraint or unique index that was broken, from the catalogue: its text may be in any language. */
async function constraintColumns(
  ctx: AdminContext,
  admin: Admin,
  { constraint, column }: DatabaseFailure,
): Promise<ColumnModel[]> {
  const { table } = admin
  if (column) return table.columns.filter((candidate) => candidate.name === column)
  if (!constraint) return []
  const relation = [table.schema, table.name]
    .filter((part) => part !== null)
    .map(quoteName)
    .join('.')
  const rows = await ctx.db.execute<{ name: string }>(sql`
    select a.attname as name from pg_attribute a
    where a.attrelid = to_regclass(${relation}) and (
      a.attnum = any(select unnest(conkey) from pg_constraint where conrelid = a.attrelid and conname = ${constraint})
      or a.attnum = any(select unnest(indkey::int2[]) from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = a.attrelid and c.relname = ${constraint})
      -- Columns of an index's expressions and of its condition stand only among what it depends on.
      or a.attnum = any(select d.refobjsubid from pg_depend d join pg_class c on c.oid = d.objid
        where d.classid = 'pg_class'::regclass and d.refobjid = a.attrelid and c.relkind in ('i', 'I') and c.relname = ${constraint}))
    order by a.attnum`)
  const names = new Set(rows.map((row) => row.name))
  return table.columns.filter((candidate) => names.has(candidate.name))
}

import { sql, type SQL } from 'drizzle-orm'
import { changesOf, markAction, writeEntries } from '../audit/write-entries'
import { AdminError } from '../errors'
import type { FieldLimits } from '../permissions/choices-allowed'
import { rowsAllowed } from '../permissions/rows-allowed'
import { rowsByKey } from '../query/keys-where'
import { readRecords, type LoadedRecord, recordedValues } from '../query/load-record'
import { keepFiles } from '../files/keep-files'
import { fromSql, keySql, rootRef, tableSql, valueSql, isRecorded } from '../query/table-ref'
import type { ColumnModel, Link } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { checkLinks } from './check-links'
import { checkRow } from './check-row'
import { atLocations, locationOf, locationSql, type RowLocation } from './delete-plan'
import { overwritten, readBefore } from './kept-values'
import type { WriteValues } from './parse-values'
import { afterCommitOf } from './retry'
import { madeSql, updateStamps, writeSql } from './write-sql'
import * as saveWords from '../words/save'

/** One row to write: a new row, or an existing one (`before`) that this transaction has locked. */
export interface RowWrite {
  before: LoadedRecord | null
  values: WriteValues
  /** The columns that the form could write; null if earlier values are put back. */
  columns: readonly ColumnModel[] | null
  /** Limits on options that the inline declares which the row is in. */
  limits?: FieldLimits | undefined
  /** A reference that needs no check, because its parent is saved by the same form. */
  known?: Link
  /**
   * The version was compared when the row was locked. Since then this transaction itself may have changed the row: by a
   * hook, a trigger, or a cascade of the parent's update.
   */
  locked?: boolean
  /**
   * The row is marked as deleted: hooks of saving, references and the rules of changes do not apply, as the caller has checked
   * those of deletes.
   */
  as?: 'delete'
  /** Values of other rows, which this transaction has read for the actor: their files need not be looked for again. */
  copied?: boolean
  /** What `form.extra` returned. Where it is given, `afterSave` is called even if no column was changed. */
  extra?: Readonly<Record<string, unknown>>
  /** A row that existed before: its identity columns get their values, and nothing is made up for missing ones. */
  exact?: boolean
}

export interface WrittenRow {
  record: LoadedRecord
  /** False if a hook reverted all changes. */
  changed: boolean
}

/** The failure of one of several rows. */
export class RowFailure extends Error {
  override readonly name = 'RowFailure'
  /** The position of the failed row among the rows passed to `writeRows`. */
  readonly index: number

  constructor(index: number, cause: unknown) {
    super('RowFailure', { cause })
    this.index = index
  }
}

/**
 * Writes rows of one table inside the caller's transaction: checks references, calls hooks, checks the row rules again on
 * the saved rows, and writes an audit entry for each. The statements of all rows are sent without waiting in between.
 *
 * @throws {RowFailure} with the index of the row, and the error of the database, hook or rule as its cause.
 */
export async function writeRows(ctx: AdminContext, admin: Admin, rows: readonly RowWrite[]): Promise<WrittenRow[]> {
  const stored = rows.map(({ columns, values }) => (columns === null ? { ...values } : {}))
  for (const [index, row] of rows.entries()) await attempt(index, () => prepare(ctx, admin, row))
  const kept = overwritten(admin, rows)
  const befores = await readBefore(ctx, admin, { rows, columns: kept })
  const statements = rows.map((row, index) => {
    const writing = { ...row, stored: stored[index] ?? {} }
    return row.before ? updateSql(admin, { ...writing, before: row.before }) : insertSql(admin, writing)
  })
  const answers = await Promise.allSettled(
    statements.map(async (statement) => (statement ? await ctx.db.execute<Record<string, string>>(statement) : [])),
  )
  const written = rows.map((row, index): Written => {
    const answer = answers[index]
    if (answer?.status !== 'fulfilled') throw new RowFailure(index, answer?.reason)
    const known = { index, logged: befores[index] ?? null, sent: statements[index] !== null }
    return { ...row, ...known, ...keyOf(admin, row, { index, answer: answer.value[0] }) }
  })
  const after = await recordsAfter(ctx, admin, { written, kept })
  await checkStillAllowed(ctx, admin, after)
  await writeEntries(
    ctx,
    after.flatMap(({ before, logged, values, record, sent, as }) => {
      const secrets = secretsIn(admin, values)
      const sides = { before: logged && recordedValues(logged), after: recordedValues(record) }
      const changes = changesOf(admin.table, { ...sides, secrets })
      const entry = { table: admin.table, key: record.key, label: record.label, changes }
      return sent ? [{ ...entry, action: as === 'delete' ? markAction : before ? 'change' : 'add' }] : []
    }),
  )
  for (const { index, before, values, extra, sent, as } of after)
    if ((sent || extra) && as === undefined)
      await attempt(index, async () => admin.options.hooks?.afterSave?.(eventOf(ctx, { before, values, extra })))
  return after.map(({ record, sent }) => ({ record, changed: sent }))
}

interface Written extends RowWrite {
  index: number
  /** `before` as the log has it. */
  logged: LoadedRecord | null
  /** Whether a statement was sent for the row. */
  sent: boolean
  keyParts: readonly string[]
  /** The location of a new row in a table without a key, which nothing else identifies. */
  location: RowLocation | null
}

type After = Written & { record: LoadedRecord }

async function attempt(index: number, work: () => Promise<void> | void): Promise<void> {
  try {
    await work()
  } catch (error) {
    throw new RowFailure(index, error)
  }
}

const eventOf = (ctx: AdminContext, { before, values, extra = {} }: Pick<RowWrite, 'before' | 'values' | 'extra'>) => ({
  actor: ctx.actor,
  db: ctx.db,
  afterCommit: afterCommitOf(ctx),
  mode: before ? ('change' as const) : ('add' as const),
  values,
  record: before && recordedValues(before),
  extra,
})

async function prepare(ctx: AdminContext, admin: Admin, row: RowWrite): Promise<void> {
  if (row.as === 'delete') return
  await checkLinks(ctx, admin, { ...row, record: row.before })
  await admin.options.hooks?.beforeSave?.(eventOf(ctx, row))
  await checkRow(ctx, admin, row)
  // After the hooks, which may change values.
  const { values, before, columns, copied = false } = row
  await keepFiles(ctx, admin, { values, before: before?.values ?? null, isPutBack: columns === null || copied })
}

const secretsIn = (admin: Admin, values: WriteValues) =>
  new Set(
    admin.table.columns.filter((column) => !isRecorded(column) && column.key in values).map((column) => column.key),
  )

interface Writing extends RowWrite {
  /** Earlier values that are put back: they are stored as they were, not converted again as typed values are. */
  stored: WriteValues
}

function assigned(column: ColumnModel, { values, stored }: Pick<Writing, 'values' | 'stored'>): SQL {
  const value = values[column.key] ?? null
  return value !== null && value === stored[column.key] ? valueSql(value, column) : writeSql(column, value)
}

/** Null if a hook reverted all changes. No RETURNING: a rule that replaces the update might return nothing. */
function updateSql({ table }: Admin, writing: Writing & { before: LoadedRecord }): SQL | null {
  const { before, values, locked } = writing
  const written = table.columns.filter((column) => column.key in values)
  if (written.length === 0) return null
  const sets = written.map((column) => sql`${sql.identifier(column.name)} = ${assigned(column, writing)}`)
  const ref = rootRef(table)
  const version = locked ? sql`` : sql` and ${sql.identifier(ref.alias)}.xmin::text = ${before.version}`
  return sql`update ${tableSql(table)} as ${sql.identifier(ref.alias)} set ${sql.join([...sets, ...updateStamps(table.columns, written)], sql`, `)} where ${keySql(ref, before.keyParts)}${version}`
}

/** Columns missing from the form are left to the database, except those whose default is a function in the schema. */
function insertSql({ table }: Admin, writing: Writing): SQL {
  const { values, exact = false } = writing
  const ref = rootRef(table)
  const written = table.columns.flatMap((column) => {
    const value = column.key in values ? assigned(column, writing) : exact ? undefined : madeSql(column)
    return value ? [{ name: sql.identifier(column.name), value }] : []
  })
  const body =
    written.length === 0
      ? sql`default values`
      : sql`(${sql.join(
          written.map(({ name }) => name),
          sql`, `,
        )})${exact ? sql` overriding system value` : sql``} values (${sql.join(
          written.map(({ value }) => value),
          sql`, `,
        )})`
  const keys = table.key.map((column, at) => sql`${sql.identifier(column.name)}::text as ${sql.identifier(`k${at}`)}`)
  return sql`insert into ${tableSql(table)} as ${sql.identifier(ref.alias)} ${body} returning ${keys.length === 0 ? sql`${locationSql(ref.alias)} as location` : sql.join(keys, sql`, `)}`
}

function keyOf(
  { table }: Admin,
  { before }: RowWrite,
  { index, answer }: { index: number; answer: Record<string, string> | undefined },
): Pick<Written, 'keyParts' | 'location'> {
  if (before) return { keyParts: before.keyParts, location: null }
  if (!answer) throw new RowFailure(index, notTaken('row'))
  if (table.key.length === 0) return { keyParts: [], location: locationOf(answer.location ?? '') }
  return { keyParts: table.key.map((_, at) => answer[`k${at}`] ?? ''), location: null }
}

async function recordsAfter(
  ctx: AdminContext,
  admin: Admin,
  { written, kept }: { written: readonly Written[]; kept: readonly ColumnModel[] },
): Promise<After[]> {
  const keyed = written.filter((row) => row.keyParts.length > 0 && row.sent)
  const [first] = keyed
  const where = keyed.length === 1 && first ? keySql(rootRef(admin.table), first.keyParts) : rowsByKey(admin, keyed)
  const records = keyed.length === 0 ? [] : await readRecords(ctx, admin, { where, limit: keyed.length, kept })
  const byKey = new Map(records.map((record) => [JSON.stringify(record.keyParts), record]))
  return written.map((row) => {
    if (row.keyParts.length === 0) return { ...row, record: keyless(admin, row.values) }
    if (!row.sent && row.before) return { ...row, record: row.before }
    const record = byKey.get(JSON.stringify(row.keyParts))
    if (!record) throw new RowFailure(row.index, goneAfterwards())
    // The row was locked, so only a trigger or a rule that replaces the update can have left it unchanged. One that this
    // transaction has added keeps its version.
    if (row.logged && record.version === row.logged.version && isUnchanged(row.logged, record))
      throw new RowFailure(row.index, notTaken('change'))
    return { ...row, record }
  })
}

function isUnchanged(before: LoadedRecord, after: LoadedRecord): boolean {
  const old = recordedValues(before)
  return Object.entries(recordedValues(after)).every(([name, value]) => old[name] === value)
}

const goneAfterwards = () => new AdminError('CONFLICT', saveWords.goneAfterSave)

const notTaken = (what: 'row' | 'change') => new AdminError('CONFLICT', saveWords.notTaken(what))

const keyless = ({ singular }: Admin, values: WriteValues): LoadedRecord => ({
  key: '',
  keyParts: [],
  label: `A ${singular}`,
  version: '',
  values,
  personal: {},
  linkLabels: {},
  linkKeys: {},
  may: { change: false, delete: false },
})

/** After the change, each row must still be one that the actor may act on; one that was restored, also one to view. */
async function checkStillAllowed(ctx: AdminContext, admin: Admin, rows: readonly After[]): Promise<void> {
  for (const verb of ['add', 'change'] as const) {
    const kind = rows.filter(
      ({ before, sent, as }) => sent && as === undefined && (verb === 'add') === (before === null),
    )
    if (kind.length > 0) await checkAllowed(ctx, admin, { rows: kind, verb })
  }
  const restored = rows.filter(({ exact }) => exact)
  if (restored.length > 0) await checkAllowed(ctx, admin, { rows: restored, verb: 'view' })
}

async function checkAllowed(
  ctx: AdminContext,
  admin: Admin,
  { rows, verb }: { rows: readonly After[]; verb: 'add' | 'change' | 'view' },
): Promise<void> {
  const ref = rootRef(admin.table)
  const allowed = rowsAllowed(ctx, admin, { verb, alias: ref.alias })
  if (allowed.all) return
  const locations = rows.flatMap(({ location }) => location ?? [])
  const these =
    locations.length > 0
      ? atLocations(ref.alias, locations)
      : rowsByKey(
          admin,
          rows.map(({ record }) => record),
        )
  const keys = admin.table.key.map((column) => sql`${sql.identifier(ref.alias)}.${sql.identifier(column.name)}::text`)
  const found = await ctx.db.execute<{ key: string[] }>(
    sql`select array[${sql.join(keys, sql`, `)}]::text[] as key from ${fromSql(ref)} where ${these} and ${allowed.where}`,
  )
  if (found.length >= rows.length) return
  const kept = new Set(found.map(({ key }) => JSON.stringify(key)))
  const outside = rows.find(({ keyParts }) => !kept.has(JSON.stringify(keyParts))) ?? rows[0]
  throw new RowFailure(
    outside?.index ?? 0,
    new AdminError('FORBIDDEN', saveWords.outsideRows(admin.singular, verb === 'view' ? 'add' : verb)),
  )
}

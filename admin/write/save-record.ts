import { sql } from 'drizzle-orm'
import { changesOf, writeEntries } from '../audit/write-entries'
import { AdminError } from '../errors'
import { rowsAllowed } from '../permissions/rows-allowed'
import { loadRecord, readRecords, type LoadedRecord } from '../query/load-record'
import { fromSql, keySql, rootRef, tableSql } from '../query/table-ref'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { ConflictError, describeConflict } from './conflict'
import { emptyIsValue, formName, formText, postedBase, postedText, sameText, type PostedForm } from './form-values'
import { checkLinks } from './check-links'
import { atLocations, locationOf, locationSql, type RowLocation } from './delete-plan'
import { parseAddValues, parseChangedValues, refuseErrors, type WriteValues } from './parse-values'
import { inTransaction } from './retry'
import { claimToken, keyOfToken, releaseAs } from './submit-token'
import { writableColumns } from './writable-columns'
import { translateWriteError } from './write-errors'
import { madeSql, updateStamps, writeSql } from './write-sql'
import * as rowsWords from '../words/rows'
import * as saveWords from '../words/save'

export interface Saved {
  key: string
  label: string
  /** False if the form contained no changes. */
  changed: boolean
}

/**
 * Adds a row from a posted form: in one transaction with its audit entry, and only once however often the form is sent.
 *
 * @throws {AdminError} `INVALID` with `fields`; `FORBIDDEN` without permission, or if the actor may not add such a row.
 */
export async function addRecord(ctx: AdminContext, admin: Admin, form: PostedForm): Promise<Saved> {
  rowsAllowed(ctx, admin, { verb: 'add', alias: 't' })
  const parsed = parseAddValues(ctx, admin, { form, columns: writableColumns(ctx, admin, null) })
  refuseErrors(parsed.errors)
  try {
    return await inTransaction(ctx, async (tx) => {
      const earlier = await claimToken(tx, admin, { token: form.get('~token') })
      if (earlier !== null) return { key: earlier, label: earlier, changed: false }
      const { values } = parsed
      await checkLinks(tx, admin, { values, record: null })
      await admin.options.hooks?.beforeSave?.({ actor: tx.actor, db: tx.db, mode: 'add', values, record: null })
      const { record, location } = await insertRow(tx, admin, values)
      await checkStillAllowed(tx, admin, { record, location, verb: 'add' })
      const secrets = new Set(Object.keys(values))
      const changes = changesOf(admin.table, { before: null, after: record.values, secrets: secretsIn(admin, secrets) })
      await writeEntries(tx, [{ table: admin.table, key: record.key, label: record.label, action: 'add', changes }])
      await admin.options.hooks?.afterSave?.({ actor: tx.actor, db: tx.db, mode: 'add', values, record: null })
      await releaseAs(tx, form.get('~token'), record.key)
      return { key: record.key, label: record.label, changed: true }
    })
  } catch (error) {
    throw await translateWriteError(ctx, admin, { error })
  }
}

const secretsIn = (admin: Admin, keys: ReadonlySet<string>) =>
  new Set(admin.table.columns.filter((column) => column.secret && keys.has(column.key)).map((column) => column.key))

/**
 * Saves the values that a posted form changed. The UPDATE itself checks the version that the form was loaded with.
 *
 * @throws {ConflictError} if the row was changed or deleted since; nothing was written.
 * @throws {AdminError} `INVALID` with `fields`; `FORBIDDEN` for a row that the actor may view but not change;
 *   `NOT_FOUND`.
 */
export async function changeRecord(
  ctx: AdminContext,
  admin: Admin,
  { key, form }: { key: string; form: PostedForm },
): Promise<Saved> {
  rowsAllowed(ctx, admin, { verb: 'change', alias: 't' })
  const version = form.get('~version')
  if (version === undefined || !/^\d{1,10}$/u.test(version)) throw new AdminError('INVALID', saveWords.noVersion)
  try {
    return await inTransaction(ctx, async (tx) => {
      const record = await loadForChange(tx, admin, { key, form })
      const changed = changedColumns(tx, admin, { record, form })
      const fresh = new Map([...changed].filter(([column, text]) => !holds(tx, record, { column, text })))
      // Even an equal value is a conflict: if two users increment a counter, both must not be told that it was saved.
      if (record.version !== version && changed.size > 0) {
        if (fresh.size > 0 || (await keyOfToken(tx, admin, form.get('~token'))) !== key)
          throw new ConflictError(await describeConflict(tx, admin, { record, form, changed }))
      }
      const { values, errors } = parseChangedValues(tx, admin, fresh)
      refuseErrors(errors)
      if (fresh.size === 0) return { key, label: record.label, changed: false }
      await claimToken(tx, admin, { token: form.get('~token'), key })
      return await updateRow(tx, admin, { record, values })
    })
  } catch (error) {
    throw error instanceof ConflictError ? error : await translateWriteError(ctx, admin, { error })
  }
}

async function loadForChange(
  ctx: AdminContext,
  admin: Admin,
  { key, form }: { key: string; form: PostedForm },
): Promise<LoadedRecord> {
  try {
    const record = await loadRecord(ctx, admin, { key, lock: true, verb: 'change' })
    return record
  } catch (error) {
    if (!(error instanceof AdminError) || error.code !== 'NOT_FOUND') throw error
    const seen = await loadRecord(ctx, admin, { key }).catch(() => null)
    if (seen) throw new AdminError('FORBIDDEN', rowsWords.mayNotChange(admin.singular))
    if (form.has('~base') && (await wasDeleted(ctx, admin, key)))
      throw new ConflictError({ version: '', base: '{}', by: null, deleted: true, rows: [] })
    throw error
  }
}

/** Revealed only to actors who may view all rows: others might not have been allowed to view the deleted one. */
async function wasDeleted(ctx: AdminContext, admin: Admin, key: string): Promise<boolean> {
  if (!rowsAllowed(ctx, admin, { verb: 'view', alias: 't' }).all) return false
  const rows = await ctx.db.execute(
    sql`select 1 from brolly.audit_entries where "table" = ${admin.path} and key = ${key} and action = 'delete' limit 1`,
  )
  return rows.length > 0
}

/** Whether the row already has this text. Secrets are never compared. */
function holds(
  ctx: AdminContext,
  record: LoadedRecord,
  { column, text }: { column: ColumnModel; text: string | null },
): boolean {
  return !column.secret && sameText(text, formText(ctx, column, record.values[column.key]))
}

/** The columns whose text differs from the one that the form was loaded with. */
function changedColumns(
  ctx: AdminContext,
  admin: Admin,
  { record, form }: { record: LoadedRecord; form: PostedForm },
): Map<ColumnModel, string | null> {
  const base = postedBase(form)
  const columns = writableColumns(ctx, admin, record.values)
  const shown = new Set(Object.keys(base))
  const changed = new Map<ColumnModel, string | null>()
  for (const column of columns) {
    const text = postedText(form, column, shown)
    if (text === undefined) continue
    const name = formName(column)
    const now = formText(ctx, column, record.values[column.key])
    const loaded = name in base ? (base[name] ?? null) : now
    // If an empty input means NULL, an untouched empty input does not clear a stored empty text.
    if (text === null && loaded === '' && !emptyIsValue(column)) continue
    if (column.secret ? text !== null : !sameText(text, loaded)) changed.set(column, text)
  }
  return changed
}

async function updateRow(
  ctx: AdminContext,
  admin: Admin,
  { record, values }: { record: LoadedRecord; values: WriteValues },
): Promise<Saved> {
  const { table, options } = admin
  await checkLinks(ctx, admin, { values, record })
  await options.hooks?.beforeSave?.({ actor: ctx.actor, db: ctx.db, mode: 'change', values, record: record.values })
  const written = table.columns.filter((column) => column.key in values)
  // A hook may have reverted all changes.
  if (written.length === 0) return { key: record.key, label: record.label, changed: false }
  const sets = written.map(
    (column) => sql`${sql.identifier(column.name)} = ${writeSql(column, values[column.key] ?? null)}`,
  )
  const ref = rootRef(table)
  const where = sql`${keySql(ref, record.keyParts)} and ${sql.identifier(ref.alias)}.xmin::text = ${record.version}`
  // No RETURNING: a rule that replaces the update might return nothing.
  await ctx.db.execute(
    sql`update ${tableSql(table)} as ${sql.identifier(ref.alias)} set ${sql.join([...sets, ...updateStamps(table.columns, written)], sql`, `)} where ${where}`,
  )
  const after = await rowAfter(ctx, admin, record.keyParts)
  // The row was locked at this version, so only a trigger or a rule that replaces the update can have left it
  // unchanged.
  if (after.version === record.version) throw notTaken('change')
  await checkStillAllowed(ctx, admin, { record: after, verb: 'change' })
  const changes = changesOf(table, {
    before: record.values,
    after: after.values,
    secrets: secretsIn(admin, new Set(Object.keys(values))),
  })
  await writeEntries(ctx, [{ table, key: record.key, label: after.label, action: 'change', changes }])
  await options.hooks?.afterSave?.({ actor: ctx.actor, db: ctx.db, mode: 'change', values, record: record.values })
  return { key: record.key, label: after.label, changed: true }
}

async function rowAfter(ctx: AdminContext, admin: Admin, keyParts: readonly string[]): Promise<LoadedRecord> {
  const [record] = await readRecords(ctx, admin, { where: keySql(rootRef(admin.table), keyParts), limit: 1 })
  if (!record) throw new AdminError('CONFLICT', saveWords.goneAfterSave)
  return record
}

const notTaken = (what: 'row' | 'change') => new AdminError('CONFLICT', saveWords.notTaken(what))

/** After the change, the row must still be one that the actor may act on. */
async function checkStillAllowed(
  ctx: AdminContext,
  admin: Admin,
  { record, location, verb }: { record: LoadedRecord; location?: RowLocation | null; verb: 'add' | 'change' },
): Promise<void> {
  const ref = rootRef(admin.table)
  const rows = rowsAllowed(ctx, admin, { verb, alias: ref.alias })
  if (rows.all) return
  const found = await ctx.db.execute(
    sql`select 1 from ${fromSql(ref)} where ${location ? atLocations(ref.alias, [location]) : keySql(ref, record.keyParts)} and ${rows.where} limit 1`,
  )
  if (found.length === 0) throw new AdminError('FORBIDDEN', saveWords.outsideRows(admin.singular, verb))
}

interface Inserted {
  record: LoadedRecord
  /** The position of the row, for a table without a key: nothing else identifies it. */
  location: RowLocation | null
}

/** Columns missing from the form are left to the database, except those whose default is a function in the schema. */
async function insertRow(ctx: AdminContext, admin: Admin, values: WriteValues): Promise<Inserted> {
  const { table } = admin
  const ref = rootRef(table)
  const written = table.columns.flatMap((column) => {
    const value = column.key in values ? writeSql(column, values[column.key] ?? null) : madeSql(column)
    return value ? [{ name: sql.identifier(column.name), value }] : []
  })
  const body =
    written.length === 0
      ? sql`default values`
      : sql`(${sql.join(
          written.map(({ name }) => name),
          sql`, `,
        )}) values (${sql.join(
          written.map(({ value }) => value),
          sql`, `,
        )})`
  const keys = table.key.map(
    (column, index) => sql`${sql.identifier(column.name)}::text as ${sql.identifier(`k${index}`)}`,
  )
  const [row] = await ctx.db.execute<Record<string, string>>(
    sql`insert into ${tableSql(table)} as ${sql.identifier(ref.alias)} ${body} returning ${keys.length === 0 ? sql`${locationSql(ref.alias)} as location` : sql.join(keys, sql`, `)}`,
  )
  if (!row) throw notTaken('row')
  if (keys.length === 0) return { record: keyless(admin, values), location: locationOf(row.location ?? '') }
  const parts = table.key.map((_, index) => row[`k${index}`] ?? '')
  return { record: await rowAfter(ctx, admin, parts), location: null }
}

const keyless = ({ singular }: Admin, values: WriteValues): LoadedRecord => ({
  key: '',
  keyParts: [],
  label: `A ${singular}`,
  version: '',
  values,
  linkLabels: {},
  linkKeys: {},
  may: { change: false, delete: false },
})

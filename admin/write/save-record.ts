import { sql } from 'drizzle-orm'
import { AdminError } from '../errors'
import { rowsAllowed } from '../permissions/rows-allowed'
import { loadRecord, type LoadedRecord } from '../query/load-record'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { changedColumns, freshColumns } from './changed-columns'
import { ConflictError, describeConflict } from './conflict'
import { type ExtraFields, extraFields, isEntered } from './extra-fields'
import { appeared, writableWith } from './field-conditions'
import type { PostedForm } from './form-values'
import { inlinesOf } from './inlines/inline'
import { strayNames } from './inlines/posted-rows'
import { stageInlines, type StagedInline, type StageProblems } from './inlines/stage'
import { InlineFailure } from './inlines/failure'
import { writeInlines } from './inlines/write'
import { stageMany } from './many/stage-many'
import { ManyFailure, writeMany } from './many/write-many'
import { parseAddValues, parseChangedValues, refuseErrors } from './parse-values'
import { inTransaction } from './retry'
import { claimToken, keyOfToken, releaseAs } from './submit-token'
import { writableColumns } from './writable-columns'
import { translateWriteError } from './write-errors'
import * as inlineWords from '../words/inlines'
import * as rowsWords from '../words/rows'
import * as saveWords from '../words/save'
import { RowFailure, writeRows, type RowWrite, type WrittenRow } from './write-rows'

export interface Saved {
  key: string
  label: string
  /** False if the form contained no changes. */
  changed: boolean
}

interface SaveOptions {
  /** Whether the form has the fields of `form.extra`. Default false. */
  withExtra?: boolean
}

/**
 * Adds a row, and those of its inlines, from a posted form: one transaction with its audit entries, and one row however often
 * the form is sent.
 *
 * @throws {AdminError} `INVALID` with `fields`; `FORBIDDEN` without permission, or if the actor may not add such a row.
 */
export const addRecord = (ctx: AdminContext, admin: Admin, form: PostedForm): Promise<Saved> =>
  addFromForm(ctx, admin, { form })

/** Does the same for a form that may have the fields of `form.extra`. */
export async function addFromForm(
  ctx: AdminContext,
  admin: Admin,
  { form, withExtra = false }: { form: PostedForm } & SaveOptions,
): Promise<Saved> {
  rowsAllowed(ctx, admin, { verb: 'add', alias: 't' })
  const columns = writableWith(ctx, admin, { record: null, form, columns: writableColumns(ctx, admin, null) })
  const parsed = parseAddValues(ctx, admin, { form, columns })
  const extra = withExtra ? (extraFields(ctx, admin, null)?.parse(form) ?? null) : null
  Object.assign(parsed.errors, extra?.errors)
  // Without inlines, errors are found without the database.
  if (!admin.options.form?.inlines) refuseErrors(parsed.errors)
  return saving(ctx, admin, async (tx) => {
    const problems: StageProblems = { errors: { ...parsed.errors }, conflicts: {} }
    const staged = await stage(tx, admin, { record: null, form, problems })
    const related = await stageMany(tx, admin, { record: null, form, errors: problems.errors })
    refuseErrors(problems.errors)
    const earlier = await claimToken(tx, admin, { token: form.get('~token') })
    if (earlier !== null) return { key: earlier, label: earlier, changed: false }
    const { record } = await writeOne(tx, admin, {
      before: null,
      values: parsed.values,
      columns,
      ...(extra ? { extra: extra.input } : {}),
    })
    await writeInlines(tx, staged, record)
    await writeMany(tx, admin, { staged: related, record })
    await releaseAs(tx, form.get('~token'), record.key)
    return { key: record.key, label: record.label, changed: true }
  })
}

/**
 * Saves what a posted form changed, in the row and in those of its inlines, and nothing else. The version that the form was
 * loaded with is checked in the UPDATE itself.
 *
 * @throws {ConflictError} if the row was changed or deleted since; nothing was written.
 * @throws {AdminError} `INVALID` with `fields`; `FORBIDDEN` for a row that the actor may view but not change;
 *   `NOT_FOUND`.
 */
export async function changeRecord(
  ctx: AdminContext,
  admin: Admin,
  { key, form, withExtra = false }: { key: string; form: PostedForm } & SaveOptions,
): Promise<Saved> {
  rowsAllowed(ctx, admin, { verb: 'change', alias: 't' })
  const version = form.get('~version')
  if (version === undefined || !/^\d{1,10}$/u.test(version)) throw new AdminError('INVALID', saveWords.noVersion)
  return saving(ctx, admin, async (tx) => {
    const record = await loadForChange(tx, admin, { key, form })
    const { values: stored } = record
    const columns = writableWith(tx, admin, { record: stored, form, columns: writableColumns(tx, admin, stored) })
    const changed = changedColumns(tx, { record, form, columns })
    const fresh = new Map([...freshColumns(tx, record, changed), ...appeared(tx, admin, { record, columns, changed })])
    const problems: StageProblems = { errors: {}, conflicts: {} }
    const staged = await stage(tx, admin, { record, form, problems })
    const related = await stageMany(tx, admin, { record, form, errors: problems.errors })
    // Even an equal value is a conflict: if two users increment a counter, both must not be told that it was saved.
    const isStale =
      record.version !== version &&
      changed.size > 0 &&
      (fresh.size > 0 || (await keyOfToken(tx, admin, form.get('~token'))) !== key)
    if (isStale || Object.keys(problems.conflicts).length > 0)
      throw new ConflictError(
        isStale ? await describeConflict(tx, admin, { record, form, changed, columns }) : null,
        problems.conflicts,
      )
    const { values, errors } = parseChangedValues(tx, admin, fresh)
    const extra = enteredExtra(withExtra ? extraFields(tx, admin, record) : null, form)
    const isIdle = fresh.size === 0 && staged.length === 0 && related.length === 0 && !extra?.entered
    refuseErrors({ ...errors, ...(isIdle ? {} : extra?.errors), ...problems.errors })
    if (isIdle) return { key, label: record.label, changed: false }
    await claimToken(tx, admin, { token: form.get('~token'), key })
    const written =
      fresh.size === 0 && !extra?.entered
        ? { record, changed: false }
        : await writeOne(tx, admin, { before: record, values, columns, ...(extra ? { extra: extra.input } : {}) })
    const below = await writeInlines(tx, staged, written.record)
    const beside = await writeMany(tx, admin, { staged: related, record: written.record })
    return {
      key: record.key,
      label: written.record.label,
      changed: written.changed || below || beside || extra?.entered === true,
    }
  })
}

/** What was posted for the fields that are no columns, and whether anything was. */
function enteredExtra(fields: ExtraFields | null, form: PostedForm) {
  return fields && { ...fields.parse(form), entered: isEntered(fields, form) }
}

/** Runs the transaction of a save, and translates its failures into messages at the fields concerned. */
async function saving(ctx: AdminContext, admin: Admin, work: (tx: AdminContext) => Promise<Saved>): Promise<Saved> {
  try {
    return await inTransaction(ctx, work)
  } catch (error) {
    if (error instanceof ConflictError) throw error
    if (error instanceof InlineFailure) throw await inlineProblem(ctx, error)
    if (error instanceof ManyFailure) throw await manyProblem(ctx, error)
    throw await translateWriteError(ctx, admin, { error: error instanceof RowFailure ? error.cause : error })
  }
}

/** Translates the failure of one row of an inline into messages at its inputs. */
async function inlineProblem(ctx: AdminContext, { admin, prefix, cause }: InlineFailure): Promise<unknown> {
  const known = await translateWriteError(ctx, admin, { error: cause })
  if (!(known instanceof AdminError)) return known
  const named = Object.entries(known.fields).map(([name, message]) => [`${prefix}${name}`, message] as const)
  const fields = Object.fromEntries(named.length > 0 ? named : [[prefix.slice(0, -1), known.message]])
  return new AdminError(known.code, saveWords.needCorrection(1), { cause: known, fields })
}

/** Translates the failure of a row in a join table into a message at the relation's input. */
async function manyProblem(ctx: AdminContext, { admin, input, cause }: ManyFailure): Promise<unknown> {
  const known = await translateWriteError(ctx, admin, { error: cause })
  if (!(known instanceof AdminError)) return known
  const fields = { [input]: Object.values(known.fields)[0] ?? known.message }
  return new AdminError(known.code, saveWords.needCorrection(1), { cause: known, fields })
}

interface Staging {
  record: LoadedRecord | null
  form: PostedForm
  problems: StageProblems
}

/** @throws {AdminError} `INVALID` where the form has rows of something that is no inline of this record. */
async function stage(ctx: AdminContext, admin: Admin, { record, form, problems }: Staging): Promise<StagedInline[]> {
  const inlines = inlinesOf(ctx, admin, record?.values ?? null)
  const entries = [...form]
  const [stray] = strayNames(inlines, entries)
  if (stray !== undefined) throw new AdminError('INVALID', inlineWords.strayRows(stray))
  if (inlines.length === 0) return []
  return stageInlines(ctx, { inlines, parent: record?.values ?? null, entries, prefix: '', problems })
}

async function writeOne(ctx: AdminContext, admin: Admin, row: RowWrite): Promise<WrittenRow> {
  const [written] = await writeRows(ctx, admin, [row])
  if (!written) throw new Error('Nothing was written.')
  return written
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

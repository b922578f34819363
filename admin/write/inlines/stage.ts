import { sql } from 'drizzle-orm'
import { AdminError } from '../../errors'
import { rowsByKey } from '../../query/keys-where'
import { readRecords, type LoadedRecord } from '../../query/load-record'
import { soundParts } from '../../query/row-key'
import { columnSql, rootRef } from '../../query/table-ref'
import { inSentence } from '../../schema/names'
import type { AdminContext } from '../../site/context'
import { changedColumns, freshColumns } from '../changed-columns'
import { describeConflict, type RecordConflict } from '../conflict'
import type { Entries } from '../form-values'
import { parseAddValues, parseChangedValues, type ParsedForm, type WriteValues } from '../parse-values'
import { childrenWhere, countChildren } from './child-rows'
import { writableWith } from '../field-conditions'
import { inlineWritable, nestedInlines, type Inline } from './inline'
import * as words from '../../words/inlines'
import * as rowsWords from '../../words/rows'
import { isMoved, isTouched, mostPostedRows, postedRows, type PostedRow } from './posted-rows'

type Values = Readonly<Record<string, string | null>>

/** A row of an inline to write, locked and parsed. `keep`: only the row's own inlines change. */
export interface StagedRow {
  action: 'add' | 'change' | 'delete' | 'keep'
  /** The prefix of the row's inputs, with the dot: `order_items.3.`. */
  prefix: string
  /** Null for a new row. */
  record: LoadedRecord | null
  values: WriteValues
  /** Prevents adding a row twice. */
  token: string | undefined
  nested: StagedInline[]
}

export interface StagedInline {
  inline: Inline
  rows: StagedRow[]
}

/** Errors and conflicts, by the full name of an input, a row or an inline. */
export interface StageProblems {
  errors: Record<string, string>
  conflicts: Record<string, RecordConflict>
}

interface Staging {
  inlines: readonly Inline[]
  /** The stored parent; null while it is being added. */
  parent: Values | null
  entries: Entries
  /** The prefix of the parent's own inputs: '' for the record of the page. */
  prefix: string
  problems: StageProblems
}

/**
 * Reads the changes to rows of inlines from a posted form. Existing rows are locked and compared with the values that the
 * form was loaded with. Nothing is written. Changes that the actor may not make are ignored: whatever is posted for an
 * inline that is only shown has no effect.
 */
export async function stageInlines(ctx: AdminContext, staging: Staging): Promise<StagedInline[]> {
  const staged: StagedInline[] = []
  for (const inline of staging.inlines) {
    const rows = await stageInline(ctx, inline, staging)
    if (rows.length > 0 || inline.min > 0) {
      staged.push({ inline, rows })
      await checkNumber(ctx, inline, { ...staging, rows })
    }
  }
  return staged
}

async function stageInline(ctx: AdminContext, inline: Inline, staging: Staging): Promise<StagedRow[]> {
  const { may } = inline
  if (!may.add && !may.change && !may.delete) return []
  const posted = postedRows(ctx, inline, staging.entries)
  if (posted.length > mostPostedRows) throw new AdminError('TOO_LARGE', words.tooManyRows(mostPostedRows))
  const asked = posted.filter((row) => row.key !== null && (row.removed || asksAnything(ctx, inline, row)))
  const records = await lockRows(ctx, inline, { ...staging, rows: asked })
  const staged: StagedRow[] = []
  for (const row of posted) {
    const found = asked.includes(row)
      ? await stageExisting(ctx, inline, { ...staging, row, record: records.get(row.key ?? ''), asked })
      : row.key === null && !row.removed && asksAnything(ctx, inline, row)
        ? await stageNew(ctx, inline, { ...staging, row })
        : null
    if (found) staged.push(found)
  }
  return staged
}

/** Whether the row, or a row of its own inlines, was edited. */
function asksAnything(ctx: AdminContext, inline: Inline, row: PostedRow): boolean {
  if (isTouched(row, inline) || (row.key !== null && isMoved(row, inline))) return true
  return nestedInlines(ctx, inline, null).some((nested) =>
    postedRows(ctx, nested, row.entries).some(
      (below) => below.removed || isTouched(below, nested) || isMoved(below, nested),
    ),
  )
}

/**
 * Locks the posted rows that belong to this parent, and returns them by key. They are locked in the order of their keys, so
 * that two posts cannot deadlock.
 */
async function lockRows(
  ctx: AdminContext,
  inline: Inline,
  { rows, parent }: Staging & { rows: readonly PostedRow[] },
): Promise<Map<string, LoadedRecord>> {
  const { admin } = inline
  const keys = rows.flatMap(({ key }) => {
    const parts = key === null ? null : soundParts(ctx, admin.table, key)
    return parts ? [{ keyParts: parts }] : []
  })
  if (keys.length === 0 || parent === null) return new Map()
  const order = admin.table.key.map((column) => columnSql(rootRef(admin.table), column))
  const records = await readRecords(ctx, admin, {
    where: sql`${rowsByKey(admin, keys)} and ${childrenWhere(ctx, inline, { parent })}`,
    order: sql.join(order, sql`, `),
    lock: true,
  })
  return new Map(records.map((record) => [record.key, record]))
}

interface Existing extends Staging {
  row: PostedRow
  record: LoadedRecord | undefined
  asked: readonly PostedRow[]
}

async function stageExisting(
  ctx: AdminContext,
  inline: Inline,
  { row, record, asked, problems, prefix }: Existing,
): Promise<StagedRow | null> {
  const full = `${prefix}${row.prefix}`
  const at = full.slice(0, -1)
  const { admin } = inline
  if (asked.some((other) => other !== row && other.key === row.key)) {
    problems.errors[at] = words.twice
    return null
  }
  if (!record) {
    // A row that was to be removed and no longer exists needs no action.
    if (!row.removed) problems.errors[at] = words.gone(admin.singular)
    return null
  }
  const inRow = record.may.change ? inlineWritable(ctx, inline, record.values) : []
  const columns = writableWith(ctx, admin, { record: record.values, form: row.form, columns: inRow })
  const changed = changedColumns(ctx, { record, form: row.form, columns })
  const fresh = freshColumns(ctx, record, changed)
  const removed = row.removed && inline.may.delete && record.may.delete
  if (record.version !== row.form.get('~version') && (removed || fresh.size > 0)) {
    problems.conflicts[at] = await describeConflict(ctx, admin, { record, form: row.form, changed, columns })
    return null
  }
  const base = { prefix: full, record, token: undefined }
  if (removed) return { ...base, action: 'delete', values: {}, nested: [] }
  const { values, errors } = parseChangedValues(ctx, admin, fresh)
  addErrors(problems, { prefix: full, errors })
  const nested = await stageInlines(ctx, {
    inlines: nestedInlines(ctx, inline, record.values),
    parent: record.values,
    entries: row.entries,
    prefix: full,
    problems,
  })
  if (fresh.size === 0 && nested.length === 0) return null
  return { ...base, action: fresh.size === 0 ? 'keep' : 'change', values, nested }
}

async function stageNew(
  ctx: AdminContext,
  inline: Inline,
  { row, problems, prefix }: Staging & { row: PostedRow },
): Promise<StagedRow | null> {
  const full = `${prefix}${row.prefix}`
  const { admin } = inline
  if (!inline.may.add) {
    problems.errors[full.slice(0, -1)] = rowsWords.mayNot('add', inSentence(admin.plural))
    return null
  }
  const { values, errors }: ParsedForm = parseAddValues(ctx, admin, {
    form: row.form,
    columns: writableWith(ctx, admin, { record: null, form: row.form, columns: inlineWritable(ctx, inline, null) }),
  })
  addErrors(problems, { prefix: full, errors })
  const nested = await stageInlines(ctx, {
    inlines: nestedInlines(ctx, inline, null),
    parent: null,
    entries: row.entries,
    prefix: full,
    problems,
  })
  return { action: 'add', prefix: full, record: null, values, token: row.form.get('~token'), nested }
}

function addErrors(
  { errors: all }: StageProblems,
  { prefix, errors }: { prefix: string; errors: Readonly<Record<string, string>> },
): void {
  for (const [name, message] of Object.entries(errors)) all[`${prefix}${name}`] = message
}

/** The parent is locked, so no other form can add rows at the same time. */
async function checkNumber(
  ctx: AdminContext,
  inline: Inline,
  { rows, parent, prefix, problems }: Staging & { rows: readonly StagedRow[] },
): Promise<void> {
  const added = rows.filter(({ action }) => action === 'add').length
  const removed = rows.filter(({ action }) => action === 'delete').length
  const mayExceed = added > removed && Number.isFinite(inline.max)
  const mayFallShort = inline.min > 0 && (parent === null || removed > added)
  if (!mayExceed && !mayFallShort) return
  const before = parent !== null && inline.may.view ? await countChildren(ctx, inline, parent) : 0
  const total = before + added - removed
  const name = `${prefix}${inline.name}`
  const limit = { total, singular: inline.admin.singular, plural: inSentence(inline.label) }
  if (mayExceed && total > inline.max) problems.errors[name] = words.atMost({ ...limit, limit: inline.max })
  else if (mayFallShort && total < inline.min) problems.errors[name] = words.atLeast({ ...limit, limit: inline.min })
}

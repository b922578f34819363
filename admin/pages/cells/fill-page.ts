import { formSchemaOf } from '../../fields/field-type'
import { sql } from 'drizzle-orm'
import { AdminError } from '../../errors'
import type { FieldMeta } from '../../fields/field-meta'
import { briefLength, shortened } from '../../fields/shown-text'
import { rowsAllowed } from '../../permissions/rows-allowed'
import { rowsByKey } from '../../query/keys-where'
import { readRecords, type LoadedRecord } from '../../query/load-record'
import { soundParts } from '../../query/row-key'
import { loadStatistics } from '../../query/statistics'
import { rootRef } from '../../query/table-ref'
import { valuesByLabel, type ValuesByLabel } from '../../query/values-by-label'
import type { ColumnModel } from '../../schema/model'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import { mostRowsChanged } from '../../write/change-rows'
import { changedColumns, freshColumns } from '../../write/changed-columns'
import { formName, postedForm, type Entries } from '../../write/form-values'
import { parseChangedValues } from '../../write/parse-values'
import type { FilledRow, FillPage } from '../shapes/cells'
import { cellColumns, namedCell } from './cell-columns'
import { cellField } from './cell-page'
import * as words from '../../words/cells'

/**
 * What pasting lines into a column of a list would do: `~column`, and for each row a `key` with the `text` to put there. The
 * versions of the rows come with the answer, and are checked when it is confirmed.
 *
 * @throws {AdminError} `FORBIDDEN` for a column that cannot be edited in the list; `TOO_LARGE` for too many rows.
 */
export async function fillPage(ctx: AdminContext, admin: Admin, entries: Entries): Promise<FillPage> {
  const allowed = rowsAllowed(ctx, admin, { verb: 'change', alias: rootRef(admin.table).alias })
  const keys = textsNamed(entries, 'key')
  const texts = textsNamed(entries, 'text')
  const column = namedCell(ctx, admin, postedForm(entries).get('~column') ?? '')
  if (!column) throw new AdminError('FORBIDDEN', words.notInList)
  if (keys.length > mostRowsChanged) throw new AdminError('TOO_LARGE', words.tooManyRows(mostRowsChanged))
  await loadStatistics(ctx)
  const wanted = keys.flatMap((key) => {
    const keyParts = soundParts(ctx, admin.table, key)
    return keyParts === null ? [] : [{ keyParts }]
  })
  const where = sql`${rowsByKey(admin, wanted)} and ${allowed.where}`
  const records = wanted.length === 0 ? [] : await readRecords(ctx, admin, { where })
  const byKey = new Map(records.map((record) => [record.key, record]))
  const page: FillPage = { label: column.label, name: formName(column), changes: [], same: 0, problems: [] }
  const lines = texts.map(plainText)
  const named = column.link ? await valuesByLabel(ctx, column.link, lines) : new Map<string, string | null>()
  for (const [index, key] of keys.entries()) {
    const record = byKey.get(key)
    if (record) fillRow(ctx, admin, { page, column, record, text: lines[index] ?? '', named })
    else page.problems.push({ label: `#${key}`, message: words.rowGone })
  }
  return page
}

const textsNamed = (entries: Entries, name: string): string[] =>
  entries.flatMap(([own, value]) => (own === name && typeof value === 'string' ? [value] : []))

interface Filling {
  page: FillPage
  column: ColumnModel
  record: LoadedRecord
  text: string
  named: ValuesByLabel
}

function fillRow(ctx: AdminContext, admin: Admin, { page, column, record, text, named }: Filling): void {
  const { key, label, version } = record
  if (!cellColumns(ctx, admin, record).includes(column)) {
    page.problems.push({ label, message: words.notInList })
    return
  }
  const name = formName(column)
  const { meta, value: before } = cellField(ctx, admin, { column, record })
  const value = column.link ? referredValue(ctx, { column, text, named }) : chosenValue(meta, text)
  if (typeof value !== 'string') {
    page.problems.push({ label, message: value.problem })
    return
  }
  const base = JSON.stringify({ [name]: before })
  const form = postedForm([
    [name, value],
    ['~base', base],
  ])
  const fresh = freshColumns(ctx, record, changedColumns(ctx, { record, form, columns: [column] }))
  const message = parseChangedValues(ctx, admin, fresh).errors[name]
  if (message !== undefined) page.problems.push({ label, message: words.lineProblem(shortened(text, 40), message) })
  else if (fresh.size === 0) page.same++
  else page.changes.push({ key, label, before: shownText(ctx, column, record), after: text, version, base, value })
}

/** A list isolates names from the text around them, with characters that nobody sees. */
const plainText = (text: string) => text.replaceAll(/[\u2066-\u2069]/gu, '')

/** A key, or the name of one row. */
function referredValue(
  ctx: AdminContext,
  { column, text, named }: Pick<Filling, 'column' | 'text' | 'named'>,
): string | { problem: string } {
  if (text === '' || formSchemaOf(column.type, column, ctx).safeParse(text).success) return text
  const value = named.get(text)
  const singular = column.link?.target.singular ?? ''
  return value ?? { problem: value === null ? words.severalNamed(singular, text) : words.noneNamed(singular, text) }
}

/** A spreadsheet holds what a list shows: the label of a choice counts as its value. */
function chosenValue({ options }: FieldMeta, text: string): string {
  const typed = text.trim().toLowerCase()
  const isChosen = ({ value, label }: { value: string; label: string }) =>
    value.toLowerCase() === typed || label.toLowerCase() === typed
  return options?.find(({ value }) => value === text)?.value ?? options?.find(isChosen)?.value ?? text
}

function shownText(ctx: AdminContext, column: ColumnModel, record: LoadedRecord): FilledRow['before'] {
  const value = record.values[column.key] ?? null
  if (value === null) return null
  return shortened(record.linkLabels[column.key] || column.type.toReading(value, column, ctx), briefLength)
}

import { plural } from './plural'

const count = (rows: number) => rows.toLocaleString('en-US')

export const keptByDatabase = (row: string) =>
  `The database kept ${row}: a trigger or rule of the table overrides deletes.`
export const someNotAllowed = 'You do not have permission to delete some of the selected rows. Nothing was deleted.'
export const hidden = 'rows that you may not view'
export const forGood = 'These rows are marked as deleted. This removes them for good.'
export const mayNotPurge = (table: string) => `You do not have permission to delete ${table} for good.`
export const marks = (count: string, noun: string) =>
  `This marks ${count} ${noun} as deleted. Lists and choices leave such rows out, and they can be restored.`
export const othersStay = 'Rows that refer to them stay as they are.'
export const uniquesTaken = (labels: readonly string[]) => `Unique values stay taken: ${labels.join(', ')}.`
export const tooManyToMark = (most: number) => `These are more than ${count(most)} rows. Delete them in smaller parts.`
export const markedAs = (when: string | null, who: string | null) =>
  `This row is marked as deleted${when === null ? '' : `, ${when}`}${who === null ? '' : `, by ${who}`}. Lists and choices leave it out.`
export const restoreTitle = (row: string) => `Restore ${row}`
export const restoreButton = 'Restore'
export const notMarked = 'This row is not marked as deleted.'
export const aReference = 'a reference'
export const theField = (field: string) => `the ${field}`
export const setInstead = (column: string) => `To keep the row and its history, set “${column}” instead.`
export const blockedByOne = (rows: string) => `${rows} still refers to this and requires it. Change or delete it first.`
export const blockedByMany = (rows: string) =>
  `${rows} still refer to this and require it. Change or delete them first.`
export const wouldDeleteForbidden = (tables: string) =>
  `This would delete rows that you do not have permission to delete: ${tables}.`
export const tooMany = (most: number) =>
  `This would change more than ${count(most)} rows. Delete the dependent rows in smaller parts first.`
export const clears = (field: string, rows: string) => `clears ${field} of ${rows}`
export const changedSince = (total: number) =>
  `The rows have changed since you opened this page: ${plural(total, { one: '1 row', other: `${count(total)} rows` })} would be deleted now. Nothing was deleted.`
export const gone = 'The rows no longer exist. Nothing was deleted.'
export const changedNow = 'Another user changed these rows at the same time. Nothing was deleted.'
export const stillReferenced = 'Other rows still refer to these rows. Nothing was deleted.'
export const nothingDeleted = 'Nothing was deleted.'

/** “1 customer, 14 orders and 31 order items” */
export const list = (parts: readonly string[]) =>
  parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`
/** “more than 10,000 orders” */
export const amount = (number: string, noun: string, isMore: boolean) =>
  `${isMore ? 'more than ' : ''}${number} ${noun}`
export const rowsOf = (table: string, count: number) =>
  plural(count, { one: `row of ${table}`, other: `rows of ${table}` })
/** What a delete does, or what it would do if nothing were in its way. */
export const effect = (deleted: string, cleared: string, isBlocked: boolean) =>
  `${isBlocked ? 'It would delete' : 'This deletes'} ${deleted}${cleared === '' ? '' : `, and ${cleared}`}.`
/** The button: a total, and whether rows that the user may not view come on top of it. */
export const button = (total: number, formatted: string, andHidden: boolean) =>
  `${plural(total, { one: 'Delete 1 row', other: `Delete ${formatted} rows` })}${andHidden ? ` and ${hidden}` : ''}`
export const row = (singular: string, label: string) => `${singular} “${label}”`
export const deleted = (row: string, others: number, andHidden: boolean) =>
  `Deleted ${row}${others > 0 ? ` and ${plural(others, { one: '1 more row', other: `${count(others)} more rows` })}` : ''}${andHidden ? ` and ${hidden}` : ''}.`
export const rowsDeleted = (rows: number) =>
  plural(rows, { one: '1 row deleted.', other: `${count(rows)} rows deleted.` })
export const someKept = (deleted: string, kept: number) =>
  `${deleted} The database kept ${count(kept)} of the selected rows: a trigger or rule of the table overrides deletes.`

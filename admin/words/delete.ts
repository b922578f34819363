import { plural } from './plural'

export const keptByDatabase = (row: string) =>
  `The database kept ${row}: a trigger or a rule of its own decides what a delete does.`
export const someNotAllowed = 'Some of the chosen rows may not be deleted by you. Nothing was deleted.'
export const hidden = 'rows that you may not view'
export const aReference = 'a reference'
export const theField = (field: string) => `the ${field}`
export const setInstead = (column: string) => `This table has “${column}”: setting it keeps the row and its history.`
export const blockedByOne = (rows: string) =>
  `${rows} still points here and may not lose what it points at. Change or delete it first.`
export const blockedByMany = (rows: string) =>
  `${rows} still point here and may not lose what they point at. Change or delete them first.`
export const wouldDeleteForbidden = (tables: string) => `This would delete rows that you may not delete: ${tables}.`
export const tooMany = 'This would touch more than 10,000 rows. Delete what depends on them in smaller parts first.'
export const clears = (field: string, rows: string) => `clears ${field} of ${rows}`
export const changedSince = (total: number) =>
  `What would be deleted has changed since you looked: it is ${total} rows now. Nothing was deleted.`
export const gone = 'The rows are gone. Nothing was deleted.'
export const changedNow = 'Somebody changed these rows at this moment. Nothing was deleted.'
export const stillReferenced = 'Other rows still point at what would be deleted. Nothing was deleted.'
export const nothingDeleted = 'Nothing was deleted.'

/** “1 customer, 14 orders and 31 order items” */
export const list = (parts: readonly string[]) =>
  parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`
/** “more than 10,000 orders” */
export const amount = (count: string, noun: string, isMore: boolean) => `${isMore ? 'more than ' : ''}${count} ${noun}`
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
  `Deleted ${row}${others > 0 ? ` and ${plural(others, { one: '1 more row', other: `${others} more rows` })}` : ''}${andHidden ? ` and ${hidden}` : ''}.`
export const rowsDeleted = (rows: number) => plural(rows, { one: '1 row deleted.', other: `${rows} rows deleted.` })
export const someKept = (deleted: string, kept: number) =>
  `${deleted} The database kept ${kept} of the chosen rows: a trigger or a rule of its own decides what a delete does.`

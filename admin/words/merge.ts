import { plural } from './plural'

export const button = 'Merge…'
export const verb = 'Merge'
export const title = (rows: number, pluralName: string) => `Merge ${rows} ${pluralName}`
export const several = (most: number) => `Select between 2 and ${most} rows to merge.`
export const notOffered =
  'Rows of this table cannot be merged, or you do not have permission to change and delete them.'
export const gone = 'Some of these rows no longer exist.'
export const marked = 'Rows that are marked as deleted cannot be merged. Restore them first.'
export const markedKeep =
  'Rows that are only marked as deleted keep their unique values, so that the row that stays cannot have them. Nothing was changed.'
export const bySecret = 'Other tables refer to these rows by a secret, so they cannot be merged. Nothing was changed.'
export const mayNotKeep = 'You do not have permission to change the row that stays.'
export const mayNotDelete = 'You do not have permission to delete the other rows.'
export const mayNotMove = (pluralName: string) =>
  `You do not have permission to change all ${pluralName} that refer to these rows. Nothing was changed.`
export const outside = (table: string) =>
  `Rows of the table “${table}” refer to these rows, but the schema does not declare the reference. Nothing was changed.`
export const stillUsed = 'Other rows still refer to the rows that would be deleted. Nothing was changed.'
export const hasDependents = (pluralName: string) =>
  `Some ${pluralName} cannot be moved, because other rows depend on their keys. Nothing was changed.`
export const clashes = (rows: string, reason: string) =>
  `${rows} of the rows that would be deleted cannot be moved: ${reason} Nothing was changed. They can be deleted instead.`
export const tooLarge = (label: string) =>
  `The value of “${label}” is too large to be taken from another row. Keep that row instead. Nothing was changed.`
export const unknownChoice = 'Choose which row stays, and a value for each column.'
export const sentence = (label: string, rows: number) =>
  plural(rows, { one: `“${label}” stays, 1 row is deleted.`, other: `“${label}” stays, ${rows} rows are deleted.` })
export const done = (label: string, rows: number) =>
  plural(rows, { one: `1 row was merged into “${label}”.`, other: `${rows} rows were merged into “${label}”.` })
export const review = 'Review the merge'

import { plural } from './plural'

const counted = (rows: number) => rows.toLocaleString('en-US')

export const title = (table: string) => `Deleted ${table}`
export const noneChosen = 'Choose rows to restore.'
export const noTrash = 'This table has no deleted rows to restore.'
export const noSuchDeletion = 'One of these rows is not in the trash.'
export const tooLarge = (most: number) =>
  `These rows were deleted with more than ${counted(most)} others, which is more than can be restored at once. Use a backup.`
export const restoreTitle = (rows: number, table: string) =>
  plural(rows, { one: `Restore 1 deleted row of ${table}`, other: `Restore ${counted(rows)} deleted rows of ${table}` })
export const restoreButton = (rows: number) =>
  plural(rows, { one: 'Restore 1 row', other: `Restore ${counted(rows)} rows` })
export const count = (rows: number, table: { singular: string; plural: string }, isMore: boolean) =>
  isMore
    ? `more than ${counted(rows)} ${table.plural}`
    : `${counted(rows)} ${rows === 1 ? table.singular : table.plural}`

import { plural } from './plural'

const count = (rows: number) => rows.toLocaleString('en-US')

export const mayNot = {
  remove: 'You do not have permission to delete it.',
  restore: 'You do not have permission to add it.',
  revert: 'You do not have permission to change it.',
}
export const gone = 'It no longer exists.'
export const already = 'It already has these values.'
export const editedSince = 'It was changed after it was added.'
export const existsAgain = 'A row with this key exists again.'
export const inUse = 'Other rows refer to it now.'
export const changedSince = 'It was changed again since.'
export const secret = 'Secret values are not recorded.'
export const columnsGone = 'Some of its columns no longer exist.'
export const leftAsIs = 'It was left as it is.'
export const tooLargeToRecord = 'Values this large are not recorded.'
export const needsValue = (label: string) => `It needs a value for “${label}”, and values this large are not recorded.`
export const needsSecret = (label: string) => `It needs a value for “${label}”, and secret values are not recorded.`
export const columnNotAllowed = 'You do not have permission to change it.'

export const noSuchChange = 'There is no such change.'
export const tooLarge = (most: number) =>
  `Changes of more than ${count(most)} rows cannot be undone here. Use a backup.`
export const tooTangled = (most: number) =>
  `Changes of more than ${count(most)} rows that refer to each other in a cycle cannot be undone here. Use a backup.`
export const notTogether = (reason: string) =>
  `Rows that refer to each other in a cycle can only come back together, and these cannot: ${reason} Nothing was undone.`
export const differsNow = 'The rows have changed since you looked. Nothing was undone. This is what would happen now.'
export const nothing = 'Nothing of this change can be undone.'
export const title = (who: string, when: string) => `Undo a change by ${who}, ${when}`
export const button = (rows: number) => plural(rows, { one: 'Undo 1 row', other: `Undo ${count(rows)} rows` })
export const sentence = (rows: number, kept: number) =>
  `${plural(rows, { one: '1 row will be as before.', other: `${count(rows)} rows will be as before.` })}${
    kept === 0
      ? ''
      : ` ${plural(kept, { one: '1 row stays as it is now.', other: `${count(kept)} rows stay as they are now.` })}`
  }`
export const hidden = (rows: number) =>
  plural(rows, {
    one: '1 more row of this change is not shown to you, and stays as it is.',
    other: `${count(rows)} more rows of this change are not shown to you, and stay as they are.`,
  })
export const done = (rows: number, kept: number) =>
  `${plural(rows, { one: 'Undone: 1 row is as before.', other: `Undone: ${count(rows)} rows are as before.` })}${
    kept === 0 ? '' : ` ${plural(kept, { one: '1 row was left.', other: `${count(kept)} rows were left.` })}`
  }`
export const putBackTitle = (record: string, columns: readonly string[]) =>
  `Put back ${columns.join(', ')} of ${record}`
export const putBackWhole = (record: string, when: string) => `Put back ${record} as of ${when}`
export const putBackButton = 'Put back'
export const restoreButton = 'Restore'
export const putBackDone = (record: string) => `“${record}” was put back.`
export const nothingPutBack = 'There is nothing to put back.'

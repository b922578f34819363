import { plural } from './plural'

const count = (rows: number) => rows.toLocaleString('en-US')

export const tooManyRows = (most: number) =>
  `This would change more than ${count(most)} rows, the limit for one change. Filter the list to fewer rows.`
export const tooManyRefused = (most: number, reason: string) =>
  `More than ${count(most)} rows cannot be changed like this: ${reason} Nothing was changed.`
export const notAllowed = 'You do not have permission to change these rows.'
export const readOnlyThere = (label: string) => `“${label}” is read-only there.`
export const mayNotUntie = (label: string) => `You do not have permission to remove “${label}”.`
export const nothingChanged = 'Nothing was changed.'
export const stopped = 'This was cancelled, or took too long. Nothing was changed.'
export const differsNow = 'The rows have changed since you looked. Nothing was changed. This is what would happen now.'
export const noneLeft = 'None of the selected rows exists any more.'
export const nothingToChange = 'Choose what to change.'
export const unusedValue = 'Choose what to do with this value, or leave it empty.'
export const noElements = 'Enter what to add or remove.'
export const unknownOperation = 'This cannot be done with this column.'
export const notOffered = 'This table has no columns that can be changed in many rows at once.'

/** On the button and in the title: "12 orders", "all 4,210 orders that match". */
export const rowsOf = (rows: number, singular: string, pluralName: string) =>
  `${count(rows)} ${rows === 1 ? singular : pluralName}`
export const edit = (rows: string) => `Edit ${rows}`
export const matchingRows = (pluralName: string) => `all ${pluralName} that match`
export const selectedRows = (rows: number, singular: string, pluralName: string) =>
  rows === 1 ? `1 selected ${singular}` : `${count(rows)} selected ${pluralName}`
export const changeVerb = 'Change'
export const review = 'Review changes'
export const run = (action: string, rows: string) => `${action} ${rows}`

interface Numbers {
  changed: number
  unchanged: number
  refused: number
}

/** "11 rows change, 2 have these values already, 1 is refused." */
export function sentence({ changed, unchanged, refused }: Numbers): string {
  const parts = [
    changed === 0
      ? 'No row changes'
      : plural(changed, { one: '1 row changes', other: `${count(changed)} rows change` }),
    unchanged === 0
      ? ''
      : plural(unchanged, {
          one: '1 has these values already',
          other: `${count(unchanged)} have these values already`,
        }),
    refused === 0 ? '' : plural(refused, { one: '1 is refused', other: `${count(refused)} are refused` }),
  ].filter((part) => part !== '')
  return `${parts.join(', ')}.`
}

/** "11 rows change, 2 stay as they are." */
export function actionSentence({ changed, unchanged, refused }: Numbers): string {
  const parts = [
    changed === 0
      ? 'No values change'
      : plural(changed, { one: '1 row changes', other: `${count(changed)} rows change` }),
    changed === 0 || unchanged === 0
      ? ''
      : plural(unchanged, { one: '1 stays as it is', other: `${count(unchanged)} stay as they are` }),
    refused === 0 ? '' : plural(refused, { one: '1 is refused', other: `${count(refused)} are refused` }),
  ].filter((part) => part !== '')
  return `${parts.join(', ')}.`
}

export const notRehearsed = 'This action runs only after you confirm, so its changes cannot be shown in advance.'

export const missing = (rows: number) =>
  plural(rows, {
    one: '1 selected row does not exist any more.',
    other: `${count(rows)} selected rows do not exist any more.`,
  })
export const hidden = (rows: number) =>
  plural(rows, {
    one: '1 row of another table that you may not view changes as well.',
    other: `${count(rows)} rows of other tables that you may not view change as well.`,
  })
/** How long the rehearsal took: the change itself takes about as long. */
export const took = (milliseconds: number) =>
  milliseconds < 1000
    ? `The database took ${Math.max(1, Math.round(milliseconds))} ms.`
    : `The database took ${(milliseconds / 1000).toFixed(1)} s.`

/** "11 orders changed." */
export const done = (rows: string, refused: number) =>
  `${rows} changed.${
    refused === 0 ? '' : ` ${plural(refused, { one: '1 was refused.', other: `${count(refused)} were refused.` })}`
  }`
export const noneDone = 'Nothing changed: all rows have these values already.'

export const operations = {
  set: 'Set to',
  clear: 'Clear',
  add: 'Add',
  subtract: 'Subtract',
  include: 'Add',
  exclude: 'Remove',
}

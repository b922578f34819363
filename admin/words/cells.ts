import { plural } from './plural'

export const notInList = 'This value cannot be changed in the list. Open the row.'
export const rowGone = 'This row no longer exists, or you do not have permission to change it.'
export const tooManyRows = (most: number) => `At most ${most} rows can be saved at a time.`
export const rowsRefused = (rows: number) =>
  plural(rows, {
    one: 'One row needs a correction. Nothing was saved yet.',
    other: `${rows} rows need a correction. Nothing was saved yet.`,
  })
export const rowsSaved = (rows: number) => plural(rows, { one: '1 row changed.', other: `${rows} rows changed.` })
export const nothingChanged = 'Nothing to save: no row was changed.'
export const changedMeanwhile = 'Another user changed this row in the meantime.'
export const lineTwice = 'This row was sent twice.'
export const lineProblem = (text: string, problem: string) => (text === '' ? problem : `“${text}”: ${problem}`)
export const noneNamed = (singular: string, name: string) => `No ${singular} is named “${name}”.`
export const severalNamed = (singular: string, name: string) =>
  `Several have the name “${name}”. Enter the key of the ${singular}.`

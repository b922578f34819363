import { plural } from './plural'

export const nothingToSave = (label: string) => `Nothing to save: “${label}” is unchanged.`
export const typeAgain = 'Type this again: it is not sent back.'
export const partsChanged = (label: string) =>
  `The parts of “${label}” have changed in the database. Nothing was saved. Open the row again.`
export const needCorrection = (fields: number) =>
  plural(fields, {
    one: 'One field needs a correction. Nothing was saved yet.',
    other: `${fields} fields need a correction. Nothing was saved yet.`,
  })
export const nothingSaved = 'Nothing was saved.'
export const notSavedYet = (problem: string) => `${problem} Nothing was saved yet.`
export const ruleInstead = (undone: string) => `A rule of the database stands in place of this. ${undone}`
export const refusedByRule = (undone: string) => `The database refused these values by a rule of its own. ${undone}`
export const sameValues = (singular: string) => `Another ${singular} has these values already.`
export const breaksRule = (rule: string) => `This breaks a rule of the database: ${rule}.`
export const noPartition = 'No partition of the table takes this row: its values lie outside all of them.'
export const overlaps = (singular: string) => `This overlaps with another ${singular}.`
export const textTooLong = 'A text is longer than its column takes.'
export const numberOutOfRange = 'A number is outside the range of its column.'
export const rangeDoesNotFit = 'A value does not fit its column. A range must not end before it begins.'
export const valueDoesNotFit = 'A value does not fit its column.'
export const dateDoesNotFit = 'A date does not fit its column.'
export const dateOutOfRange = 'A date is outside the range of its column.'
export const generated = 'A value that the database makes itself cannot be set.'
export const lockedRow = 'Somebody else is changing this row at this moment. Try again.'
export const tookTooLong = 'Saving took too long and was stopped. Try again.'
export const readOnly = 'The database takes no changes at the moment: it is read only.'
export const diskFull = 'The database has no room left: it takes no changes, reading still works.'
export const deletedMeanwhile = 'Somebody deleted this row while you were changing it.'
export const changedMeanwhile = 'Somebody changed this row while you were changing it. Nothing was saved yet.'
export const tooMuchText = 'The form holds more than 12 MB of text. Nothing was saved.'
export const noVersion = 'The form does not say which version of the row it was made from. Open the row again.'
export const goneAfterSave = 'The row is gone after saving it: a rule of the database took it away. Nothing was saved.'
export const notTaken = (change: string) =>
  `The database did not take the ${change}: a trigger or a rule of its own decides. Nothing was saved.`
export const outsideRows = (singular: string, verb: string) =>
  `With these values the ${singular} would be outside the rows you may ${verb}. Nothing was saved.`
export const sameValue = (singular: string, columns: string, conditions: string | null) =>
  `Another ${singular} has this ${columns} already${conditions === null ? '' : `, which depends on ${conditions}`}.`
export const breaksConstraint = (constraint: string, columns: string | null) =>
  `This breaks the rule “${constraint}” of the database${columns === null ? '' : ` about ${columns}`}.`
/** Several labels of columns as part of a sentence. */
export const labels = (columns: readonly string[]) => columns.join(' and ')
export const saved = (label: string, added: boolean) => `${added ? 'Added' : 'Saved'} “${label}”.`

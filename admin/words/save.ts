import { plural } from './plural'

export const nothingToSave = (label: string) => `Nothing to save: “${label}” is unchanged.`
export const typeAgain = 'Enter this again: for security it is not sent back.'
export const partsChanged = (label: string) =>
  `The parts of “${label}” have changed in the database. Nothing was saved. Open the row again.`
export const needCorrection = (fields: number) =>
  plural(fields, {
    one: 'One field needs a correction. Nothing was saved yet.',
    other: `${fields} fields need a correction. Nothing was saved yet.`,
  })
export const about = (label: string, message: string) => `${label}: ${message}`
export const nothingSaved = 'Nothing was saved.'
export const notSavedYet = (problem: string) => `${problem} Nothing was saved yet.`
export const ruleInstead = (undone: string) => `A rule of the database replaces this operation. ${undone}`
export const refusedByRule = (undone: string) => `A rule of the database rejected these values. ${undone}`
export const sameValues = (singular: string) => `Another ${singular} already has these values.`
export const breaksRule = (rule: string) => `This violates a rule of the database: ${rule}.`
export const noPartition = 'The table has no partition for these values.'
export const overlaps = (singular: string) => `This overlaps with another ${singular}.`
export const textTooLong = 'A text is too long for its column.'
export const numberOutOfRange = 'A number is out of range for its column.'
export const rangeDoesNotFit = 'A value is not valid for its column. A range must not end before it starts.'
export const valueDoesNotFit = 'A value is not valid for its column.'
export const dateDoesNotFit = 'A date is not valid for its column.'
export const dateOutOfRange = 'A date is out of range for its column.'
export const generated = 'A value that the database generates cannot be set.'
export const lockedRow = 'Another user is changing this row right now. Try again.'
export const tookTooLong = 'Saving took too long and was stopped. Try again.'
export const readOnly = 'The database is read-only at the moment.'
export const diskFull = 'The database is out of disk space. Reading still works.'
export const deletedMeanwhile = 'Another user deleted this row while you were editing it.'
export const changedMeanwhile = 'Another user changed this row while you were editing it. Nothing was saved yet.'
export const tooMuchText = 'The form contains more than 12 MB of text. Nothing was saved.'
export const noVersion = 'The form does not contain the version of the row. Open the row again.'
export const goneAfterSave =
  'The row disappeared when it was saved: a rule of the database removed it. Nothing was saved.'
export const notTaken = (change: string) =>
  `The database did not accept the ${change}: a trigger or rule of the table overrides it. Nothing was saved.`
export const outsideRows = (singular: string, verb: string) =>
  `You do not have permission to ${verb} this ${singular} with these values. Nothing was saved.`
export const sameValue = (singular: string, columns: string, conditions: string | null) =>
  `Another ${singular} already has this ${columns}${conditions === null ? '' : `, which depends on ${conditions}`}.`
export const breaksConstraint = (constraint: string, columns: string | null) =>
  `This violates the rule “${constraint}” of the database${columns === null ? '' : ` about ${columns}`}.`
/** Several labels of columns as part of a sentence. */
export const labels = (columns: readonly string[]) => columns.join(' and ')
export const saved = (label: string, added: boolean) => `${added ? 'Added' : 'Saved'} “${label}”.`

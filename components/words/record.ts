import { plural } from '@/admin/client'

export const history = 'History'
export const duplicate = 'Duplicate'
export const previousRow = 'Previous row in the list'
export const nextRow = 'Next row in the list'
export const previousRowKey = `${previousRow} ([)`
export const nextRowKey = `${nextRow} (])`
export const deleteRecord = 'Delete…'
export const backTo = (plural: string) => `Back to ${plural}`
/** Asks before a dangerous action. */

export const save = 'Save'
export const saving = 'Saving…'
export const saveAndContinue = 'Save and continue editing'
export const saveAndView = 'Save and view'
export const saveAndAdd = 'Save and add another'
export const saveKeys = 'Ctrl S'
export const changes = (labels: readonly string[]) =>
  `${plural(labels.length, { one: '1 change', other: `${labels.length} changes` })}: ${labels.join(', ')}`
export const leaveUnsaved = 'Leave without saving? The changes on this page will be lost.'
export const restored = 'Your unsaved changes were restored. They have not been saved yet.'

export const sections = 'Sections'
export const sectionNumber = (number: number) => `Section ${number}`
export const errorsInTab = (count: number) => plural(count, { one: '1 error', other: `${count} errors` })
export const needCorrection = (fields: number) =>
  plural(fields, { one: '1 field needs a correction.', other: `${fields} fields need a correction.` })
export const incomplete = 'This value is incomplete. Complete it or clear it.'
export const chooseMatch = 'Choose one of the matches.'
export const chooseMatchOrKeep = 'Choose one of the matches, or press Escape to keep the previous value.'
export const nullHelp = 'NULL, as opposed to an empty text. Typing a text takes it back.'

export const inNewTab = 'Opens in a new tab'
/** Names the links between a record and its declared pages. */
export const recordPages = 'Pages of this record'
/** The record's own page among them. */
export const details = 'Details'
export const restore = 'Restore'
export const deleteForGood = 'Delete for good…'

export const reveal = 'Reveal'
export const revealOf = (label: string) => `Reveal ${label}`
export const revealHelp = 'Shows the value. That is recorded in the history.'
export const valueOf = (label: string) => `Value of ${label}`
export const notRevealed = 'The value could not be shown. Try again.'
export const removeValue = 'Remove'
export const removeHelp = 'Removes the value when you save'

/** Below a text whose length is limited, when its end is near: "240 of 254 characters". */
export const charactersOf = (length: number, most: number) => `${length} of ${most} characters`

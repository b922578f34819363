import { plural } from '@/admin/client'
import { count } from './shared'

export const notLoaded = 'The server did not respond. Open the cell again.'
export const notAnswered = 'The server did not respond. Save again.'
export const loggedOut = 'You are logged out. Log in again in another tab, then open the cell again.'
/** Names the input of a cell. */
export const inputOf = (label: string, row: string) => `${label} of ${row}`
export const saving = 'Saving…'

export const changedTo = (label: string, from: string, to: string) => `${label}: ${from} → ${to}`
export const keepTheirs = 'Keep theirs'
export const saveMine = 'Save mine'

export const change = (label: string, rows: number) =>
  `Change ${label} in ${plural(rows, { one: '1 row', other: `${count(rows)} rows` })}`
export const nothingToChange = 'No row would change.'
export const cannotSave = (lines: number) =>
  plural(lines, {
    one: '1 line cannot be saved, so nothing is changed.',
    other: `${count(lines)} lines cannot be saved, so nothing is changed.`,
  })
export const notSaved = 'Nothing was saved.'
export const same = (rows: number) =>
  plural(rows, { one: '1 row already has its value.', other: `${count(rows)} rows already have their value.` })
export const beyond = (lines: number) =>
  plural(lines, {
    one: '1 line is beyond the last row of this page and is left out.',
    other: `${count(lines)} lines are beyond the last row of this page and are left out.`,
  })
export const oneColumn = 'Paste one column at a time.'
/** A value before and after. */
export const arrow = '→'

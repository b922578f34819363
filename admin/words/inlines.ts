import { plural } from './plural'

export const twice = 'This row is in the form twice.'
export const gone = (singular: string) =>
  `This ${singular} is no longer here: it was deleted or moved. Remove it from the form to continue.`
/** `sentence`: "This deletes 1 order item and 3 notes." */
export const takesAlong = (sentence: string) =>
  `${sentence} Delete it on its own page, where you see what goes with it. Nothing was saved.`
export const tooManyRows = (limit: number) => `The form has more than ${limit} rows. Nothing was saved.`
export const strayRows = (name: string) =>
  `This form has no rows named “${name}”. Nothing was saved. Open the record again to see what you can change.`
export const noExchange =
  'These rows swap a unique value, which the database does not allow in one step. Nothing was saved. Save them one after the other.'
export const rowsChanged = (rows: number) =>
  plural(rows, {
    one: 'Another user changed one of these rows while you were editing it. Nothing was saved yet.',
    other: `Another user changed ${rows} of these rows while you were editing them. Nothing was saved yet.`,
  })

interface Limit {
  limit: number
  total: number
  /** "order item" and "order items". */
  singular: string
  plural: string
}

export const atMost = ({ limit, total, singular, plural: several }: Limit) =>
  plural(limit, {
    one: `At most 1 ${singular} is allowed; with these there would be ${total}.`,
    other: `At most ${limit} ${several} are allowed; with these there would be ${total}.`,
  })
export const atLeast = ({ limit, total, singular, plural: several }: Limit) =>
  plural(limit, {
    one: `At least 1 ${singular} is needed; this leaves ${total}.`,
    other: `At least ${limit} ${several} are needed; this leaves ${total}.`,
  })

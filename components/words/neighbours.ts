/** Names the part of a record's page that shows the rows around it. */
export const relatedRows = 'Related rows'
export const notLoaded = 'The rows around this record could not be loaded.'
export const tryAgain = 'Try again'
export const countNow = 'Count now'
export const loading = 'Loading…'
export const showMore = (tables: number) => `Show ${tables} more`

/** A link to the whole list; `count` is null where the rows were not counted. */
export const all = (count: string | null) => (count === null ? 'All' : `All ${count}`)
export const add = (singular: string) => `Add ${singular}`
export const nothingIn = 'Nothing in:'

export const lastChanges = 'Last changes'
export const history = 'History'

/** “Used in 14 orders, 2 reviews”. */
export const usedIn = 'Used in'
export const andMore = (tables: number) => ` and ${tables} more`
export const putBack = 'Put back'
export const putBackOf = (columns: string) => `Put back ${columns}`

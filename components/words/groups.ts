export const groupBy = 'Group by'
export const group = 'Group'
/** A chip: what a list is grouped by. */
export const groupedBy = 'Grouped by'
export const remove = (label: string) => `Do not group by ${label}`
export const showRows = (label: string) => `Show rows: ${label}`
export const allRows = (rows: string) => `Show all ${rows} rows`
/** The sign of the button that shows the rows of a group. */
export const fold = '▸'
export const notLoaded = 'These rows could not be loaded. Try again.'

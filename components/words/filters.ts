export const filters = 'Filters'
export const filter = 'Filter'
export const apply = 'Apply'
export const another = 'Another filter'
export const loading = 'Loading…'
export const clearFilters = 'Clear filters'
export const remove = 'Remove'
export const removeFilter = (condition: string) => `Remove filter: ${condition}`
export const column = 'Column'
export const condition = 'Condition'
export const value = 'Value'
export const values = 'Values'
export const valueList = 'Values, separated by commas'
export const valueToSearch = 'Value (type to search)'
export const valueHint = 'Separate several values with commas. Use true or false for “is null” and “is empty”.'
/** An input of a filter that is set: "Value of Status". */
export const ofFilter = (label: string, filter: string) => `${label} of ${filter}`
export const from = 'From'
export const to = 'To'
/** Offered for dates. */
export const periods = ['today', 'yesterday', 'last 7 days', 'last 30 days', 'this month', 'last month', 'this year']
/** An option that leads to the columns of related rows. */
export const beyond = (label: string) => `${label} ›`
export const line = 'Filter line'
export const linePlaceholder = 'total > 500 created last month status paid'
export const suggestions = 'Suggestions'
export const edit = 'Edit'
export const editFilter = (condition: string) => `Edit filter: ${condition}`
export const counts = 'Counts'
export const showCounts = 'Show counts'
export const nothingToCount = 'No rows match the other filters.'
export const countsOf = (label: string) => `Counts of ${label}`
export const notLoaded = 'This could not be loaded. Try again.'

export const title = 'Search'
export const everywhere = 'Search everything'
export const placeholder = 'A name, an email address, a number, a table…'
export const pages = 'Tables and pages'
export const recent = 'Used last'
export const allIn = (table: string) => `All matches in ${table}`
export const searchIn = (table: string) => `Search in ${table}`
export const notSearched = 'Not searched completely'
export const none = (text: string) => `Nothing found for “${text}”.`
export const exact = 'exact'
export const searching = 'Searching…'
export const failed = 'The search failed. Try again.'
export const results = 'Results'
export const open = 'Search'
/** On the button that opens the palette. */
export const keys = 'Ctrl K'
export const hint = '↑ ↓ to choose, Enter to open, Esc to close'
export const escapeKey = 'Esc'

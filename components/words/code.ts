export const open = 'Open in editor'
export const close = 'Edit as plain text'
export const loading = 'The editor is loading…'
export const notLoaded = 'The editor could not be loaded. The text can be edited here.'
export const format = 'Format'
/** Formatting leaves a text alone that is no JSON. */
export const notFormatted = 'Not formatted: this is not valid JSON.'
/** What is inside a JSON value that is folded: "3 keys". */
export const members = (open: string, count: number) =>
  open === '{' ? `${count} ${count === 1 ? 'key' : 'keys'}` : `${count} ${count === 1 ? 'item' : 'items'}`
export const more = (count: number) => `and ${count} more`
export const wrongFrom = (line: number, column: number) => `Not JSON from line ${line}, column ${column} on.`

export const title = 'Export'
export const titleOf = (plural: string) => `Export ${plural}`
/** The rows that a file has. */
export const leadOf = (isNarrowed: boolean) =>
  isNarrowed ? 'The file has all rows that match the list’s filters and search.' : 'The file has all rows of the list.'
export const back = 'Back to the list'
export const columns = 'Columns'
export const format = 'Format'
export const csv = 'CSV, for spreadsheets'
export const jsonLines = 'JSON lines, for programs'
export const references = 'References'
export const byName = 'Names of the rows'
export const byKey = 'Keys of the rows'
export const zone = 'Times in'
export const ownZone = (zone: string) => `Your time zone (${zone})`
export const utc = 'UTC'
export const download = 'Export'
/** Leads to the page with these options. */
export const options = 'Export with options'

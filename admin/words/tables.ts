export const otherTables = 'Other tables'
export const migrations = 'Migrations'
export const pending = (migrations: number) => `${migrations} pending`
/** The tab of fields that are no columns. */
export const further = 'Further'
export const add = (singular: string) => `Add ${singular}`
export const key = 'Key'
export const duplicateOf = (label: string) => `Duplicate “${label}”`
export const viewOnSite = 'View on site'

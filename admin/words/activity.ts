export const activity = 'Activity'
export const mayViewNothing = 'You do not have permission to view any table.'
export const other = 'Other actions'
export const noParameter = (name: string) => `This page has no parameter “${name}”.`
export const noTable = (name: string) => `There is no table “${name}”.`
export const noKind = (kind: string) => `“kind” must be add, change, delete or other, not “${kind}”.`
export const noDate = (text: string) => `“${text}” is not a date such as 2026-03-01.`

export const activity = 'Activity'
export const mayViewNothing = 'You do not have permission to view any table.'
export const other = 'Other actions'
export const noParameter = (name: string) => `This page has no parameter “${name}”.`
export const noTable = (name: string) => `There is no table “${name}”.`
export const noKind = (kind: string) => `“kind” must be add, change, delete or other, not “${kind}”.`
export const noDate = (text: string) =>
  `“${text}” is not a date such as 2026-03-01, or a time such as 2026-03-01T14:30.`
export const undoTitle = (user: string, table: string) =>
  `Undo all changes${user === '' ? '' : ` by ${user}`}${table === '' ? '' : ` in ${table}`}`
export const fromTo = (from: string, to: string) =>
  from === '' ? `until ${to}` : to === '' ? `since ${from}` : `from ${from} to ${to}`
export const tooMany = (most: number) =>
  `More than ${most.toLocaleString('en-US')} changes match, which is more than can be undone at once. Narrow the period or the table, and undo the newest part first.`
export const narrowFirst = 'Choose a user, a table or a period first.'

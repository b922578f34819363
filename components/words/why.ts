import { plural } from '@/admin/client'

export const title = 'Why?'
export const lead =
  'What a user may do with a table or one of its rows, and what decides it. Without a user: who has each permission.'
export const table = 'Table'
export const chooseTable = 'Choose a table'
export const user = 'User'
export const userHint = 'name@example.org'
export const key = 'Row'
export const keyHint = 'Key, as in its URL'
export const ask = 'Explain'
export const permission = 'Permission'
export const answer = 'Answer'
export const because = 'Because'
export const allowed = { yes: 'Yes', some: 'Some rows', no: 'No' } as const
export const columns = 'Columns'
export const noColumns = 'No rule or secret limits a column.'
export const about = (email: string) => `About ${email}`
export const who = 'Who'
export const number = (count: number) => plural(count, { one: '1 user', other: `${count} users` })
export const andMore = (count: number) => `and ${count} more`
export const besides = 'Superusers have all permissions and are not counted.'
export const policies = 'Row level security of the database'
export const policy = 'Policy'
export const command = 'For'
export const roles = 'Roles'
export const using = 'Rows (using)'
export const check = 'New rows (with check)'

import { plural } from '@/admin/client'

export const queriesOfPage = 'Queries of this page'
export const queriesCounted = (queries: number) => `Queries of this page: ${queries}`
export const total = (queries: number, ms: string | number) =>
  `${plural(queries, { one: '1 query', other: `${queries} queries` })} · ${duration(ms)}`
export const duration = (ms: string | number) => `${ms} ms`
export const excluded = 'Excludes the session query. Visible to superusers only.'
export const noResult = 'no result'
export const rows = (count: number) => plural(count, { one: '1 row', other: `${count} rows` })
export const failed = (code: string) => `failed: ${code}`
export const sent = (times: number) => `sent ${times} times`
export const plan = 'Plan'
export const statement = 'Statement'

import { plural } from '@/admin/client'

/** Read out for a row that the user chose before. */
export const recent = 'recently used'
export const matches = 'Matches'
export const searching = 'Searching…'
export const noMatch = 'No match'
export const loadingMore = 'Loading more matches…'
export const matchCount = (count: number) => plural(count, { one: '1 match', other: `${count} matches` })
export const firstMatches = (count: number) => `First ${count} matches. Scroll for more.`
export const tooManyMatches = (count: number) => `First ${count} matches. Type more to narrow the search.`

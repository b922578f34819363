import type { HistoryEntry } from './pages'

/** The changes of all tables that a user may view, newest first. */
export interface ActivityPage {
  entries: ActivityEntry[]
  filters: {
    tables: { value: string; label: string }[]
    kinds: { value: string; label: string }[]
    /** What was asked for; '' for no filter. */
    values: Record<ActivityFilter, string>
  }
  /** The page without filters; null if there are none. */
  clearHref: string | null
  /** The page that undoes all that match; null without filters. */
  undoHref: string | null
  olderHref: string | null
  newestHref: string | null
}

/** The parameters of the query string, besides `before`. */
export type ActivityFilter = 'table' | 'user' | 'kind' | 'from' | 'to' | 'change'

export interface ActivityEntry extends Omit<HistoryEntry, 'changes'> {
  /** Labels of the columns and relations that changed. */
  columns: string[]
  /** Everything that was changed together with it; null if unknown. */
  changeHref: string | null
}

/** The rows of a table that were deleted and do not exist again, newest first. */
export interface TrashPage {
  /** "Deleted products" */
  title: string
  plural: string
  rows: TrashRow[]
  filters: {
    /** What was asked for; '' for no filter. */
    values: Record<TrashFilter, string>
    /** The page without filters; null if there are none. */
    clearHref: string | null
  }
  /** Further back; the rows looked through so far may contain none that match. */
  olderHref: string | null
  newestHref: string | null
  /** A form that gets the ids of the ticked rows as `entry`; null if this user may not add rows. */
  restoreHref: string | null
  listHref: string
}

/** The parameters of the query string, besides `before`. */
export type TrashFilter = 'q' | 'user' | 'from' | 'to'

export interface TrashRow {
  /** The id of the entry of its deletion. */
  id: string
  label: string
  key: string
  /** The history, where the row as it was can be seen; null if this user may not. */
  historyHref: string | null
  at: string
  atExact: string
  actor: string
  /** "14 orders, 31 order items": what was deleted at the same time. */
  together: string
}

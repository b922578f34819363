import type { HomeCardLink } from './home'

/** The navigation on every page. */
export interface Shell {
  siteTitle: string
  homeHref: string
  /** The URL of the page of one's own account. */
  accountHref: string
  /** The URL of the page to change one's own password; null for an account without one. */
  passwordHref: string | null
  /** The URL of the page of one's own sessions. */
  sessionsHref: string
  tokensHref: string
  groups: { label: string | null; tables: { path: string; label: string; href: string }[] }[]
  /** Pages that belong to no table, with a note such as "2 pending". */
  system: { label: string; href: string; note: string | null }[]
  /** The search over everything: its page, and where the palette asks. */
  searchHref: string
  searchApi: string
  user: { name: string; email: string }
  /** If another user looks at the admin as this one, or acts as this one: who, and whether for reading only. */
  acting: { by: string; isReader: boolean } | null
  environment: 'production' | 'staging' | 'development' | null
}

export interface IndexPage {
  /** The declared cards that this user has. */
  cards: HomeCardLink[]
  groups: {
    label: string | null
    tables: {
      href: string
      label: string
      count: string
      addHref: string | null
      addLabel: string
      readOnly: boolean
    }[]
  }[]
  recent: HistoryEntry[]
  /** The saved views of all lists that this user may open. */
  views: { name: string; href: string; table: string }[]
  /** The user's own views that cannot be opened any more, and why. */
  lostViews: { id: string; name: string; note: string }[]
  /** Where the numbers of their rows are asked for, as a list of `ViewRows`. */
  viewCountsHref: string
}

export interface HistoryEntry {
  id: string
  /** "3 Mar 2026, 10:14" and the exact time with zone. */
  at: string
  atExact: string
  actor: string
  /** "Added", "Changed", "Deleted", or an action's label */
  action: string
  verb: 'add' | 'change' | 'delete' | 'action'
  /** The row's label at that time, and its page if it can be opened. */
  record: string
  table: string
  href: string | null
  /** The page that undoes the change that this entry is part of. */
  undoHref: string | null
  /** In a history: the page of the row as this entry left it, or as it was before it was deleted. */
  rowHref?: string
  changes: {
    label: string
    /** The column's name as in URLs; none for a relation. */
    column?: string
    /** In a history: the page that puts the value before back. */
    putBackHref?: string
    /** In a history, for long values: what differs. */
    parts?: DiffPart[]
    /** Truncated if long; the other two are links to the complete values. */
    before: string | null
    after: string | null
    secret: boolean
    beforeHref?: string
    afterHref?: string
    /** For a relation: the URL of the row that the value refers to. */
    beforeRow?: string
    afterRow?: string
    /** For a many-to-many relation, instead of values: the rows that were removed and added. */
    related?: Record<'removed' | 'added', { label: string; href: string | null }[]>
  }[]
}

/** A piece of a long value before and after a change. `gap` stands for an unchanged piece that is left out. */
export interface DiffPart {
  kind: 'same' | 'removed' | 'added' | 'gap'
  text: string
}

export interface HistoryPage {
  title: string
  entries: HistoryEntry[]
  filters: {
    columns: { value: string; label: string }[]
    /** Emails to choose from. */
    users: string[]
    /** What was asked for; '' for no filter. */
    values: Record<'column' | 'user', string>
    /** The page without filters; null if there are none. */
    clearHref: string | null
  }
  nextHref: string | null
  previousHref: string | null
  recordHref: string | null
  /** The row has been deleted, and only its history remains. */
  deleted: boolean
}

/** The navigation beside every page. */
export interface Shell {
  siteTitle: string
  homeHref: string
  /** Where one changes the own password. */
  passwordHref: string
  groups: { label: string | null; tables: { path: string; label: string; href: string }[] }[]
  /** Pages about the whole, with what is to be known before one opens them: "2 pending". */
  system: { label: string; href: string; note: string | null }[]
  user: { name: string; email: string }
  environment: 'production' | 'staging' | 'development' | null
}

export interface IndexPage {
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
  /** The row's label then, and its page if it can be opened. */
  record: string
  table: string
  href: string | null
  changes: {
    label: string
    /** Cut where they are long: then the other two lead to the whole. */
    before: string | null
    after: string | null
    secret: boolean
    beforeHref?: string
    afterHref?: string
  }[]
}

export interface HistoryPage {
  title: string
  entries: HistoryEntry[]
  nextHref: string | null
  previousHref: string | null
  recordHref: string | null
  /** The row is gone: only its history is left. */
  deleted: boolean
}

/** What an action is about to hit, counted by the database. */
export interface ActionPage {
  /** "Archive 1,099 products" */
  title: string
  /** "This runs “Archive” on 1,099 products." */
  sentence: string
  /** A few of the rows; the page only where it can be opened. */
  samples: { label: string; href: string | null }[]
  /** Rows besides the samples. */
  others: number
  danger: boolean
  /** Why it cannot be done; then there is no button. */
  blockedReason: string | null
  /** The number that is agreed to. */
  total: number
}

/** The security log, newest first. */
export interface SecurityPage {
  events: SecurityEntry[]
  filters: {
    kinds: { value: string; label: string }[]
    /** What was asked for; '' for no filter. */
    values: Record<SecurityFilter, string>
  }
  /** The page without filters; null if there are none. */
  clearHref: string | null
  olderHref: string | null
  newestHref: string | null
}

/** The parameters of the query string, besides `before`. */
export type SecurityFilter = 'kind' | 'user' | 'address' | 'from' | 'to'

export interface SecurityEntry {
  id: string
  at: string
  atExact: string
  /** "Log-in failed" */
  kind: string
  /** Whether it may be an attack. */
  isAlarm: boolean
  /** The account concerned; '' if there is none. */
  account: string
  address: string
  agent: string
  /** "table: products" */
  details: string[]
  /** More than one for grouped events. */
  times: number
}

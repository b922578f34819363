/** The sessions of one account, the latest used first. */
export interface SessionsPage {
  email: string
  /** Whether it is the account of the user who looks at it. */
  isOwn: boolean
  sessions: SessionEntry[]
  /** Seconds until the account can be tried again from a new device; null if it can be now. */
  blockedSeconds: number | null
}

export interface SessionEntry {
  /** For ending it. Not the secret in the cookie. */
  id: string
  /** "Firefox on Windows" */
  device: string
  /** The whole header. */
  agent: string
  /** At the log-in. */
  address: string
  started: string
  startedExact: string
  lastSeen: string
  lastSeenExact: string
  /** The session of this request. */
  isThis: boolean
}

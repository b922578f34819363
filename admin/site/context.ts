import type { Database } from '../postgres/database'
import type { FileStore } from '../files/file-store'
import type { Site } from './site'

/**
 * The user on whose behalf the engine acts. It is built from the session on every request, never from data that the
 * browser sends.
 */
export interface Actor {
  readonly id: string
  readonly email: string
  readonly name: string
  /** Whether the account may use the admin. */
  readonly isStaff: boolean
  readonly isSuperuser: boolean
  /** Whether the account can log in with a password. */
  readonly hasPassword: boolean
  /**
   * Whether it was proved lately who this is, by a log-in or a confirmation: `requireFresh` asks for it. Pass false for an
   * actor that acts by a stored secret, such as a token.
   */
  readonly isFresh: boolean
  /** Names of the groups. */
  readonly groups: ReadonlySet<string>
  /** `products.view`; the permissions of the user and of the user's groups. */
  readonly grants: ReadonlySet<string>
  /** The API token that acts for the account: `grants` are then limited to its scopes, and `isSuperuser` is false. */
  readonly token?: { readonly id: string; readonly name: string }
  /** Who is really there: another user who looks at the admin as this one, or acts as this one. */
  readonly actedBy?: { readonly id: string; readonly email: string }
  /** Whether nothing may be changed, whatever the permissions say. */
  readonly isReader?: boolean
  /** Whether the actor is in the group of this name. */
  in(group: string): boolean
}

/** Where a request comes from. */
export interface Client {
  /** The client's IP address: that of the connection, or what trusted proxies report. */
  readonly address: string | null
  readonly agent: string | null
}

/** What mails need to know of where the site runs. */
export interface MailSettings {
  /** The public origin, for links: `https://admin.example.com`. Never taken from a request. */
  readonly origin: string
  /** Mails are not sent but kept, to be read by superusers in the admin. Only in development. */
  readonly mailbox: boolean
}

/** Everything the engine needs, built once per request and passed to each function as its first argument. */
export interface AdminContext {
  readonly db: Database
  readonly actor: Actor
  readonly site: Site
  /** Recorded in audit entries and logs. */
  readonly requestId: string
  /** An IANA name; `UTC` until the browser has sent its own. */
  readonly timeZone: string
  readonly locale: string
  /** The path at which the admin is mounted: `/admin`. */
  readonly basePath: string
  readonly now: Date
  /** Absent where there is no request, as in a command. */
  readonly client?: Client
  /** Whether the session still exists and its account may still log in. Asked again in long work. */
  readonly isStillActive?: () => Promise<boolean>
  /** Absent if no mail can be sent. */
  readonly mail?: MailSettings | undefined
  /** Where uploaded files are; null or absent where there is no place for them. */
  readonly files?: FileStore | null | undefined
  /** In a transaction: what to do once after it was committed. */
  readonly afterCommit?: (work: () => Promise<void> | void) => void
}

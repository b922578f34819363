import type { Database } from '../postgres/database'
import type { Site } from './site'

/** Who is asking. Rules see it; it is built from the session at every request, never from the browser's word. */
export interface Actor {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly isSuperuser: boolean
  /** Names of the groups. */
  readonly groups: ReadonlySet<string>
  /** `products.view`; of the user and of the groups. */
  readonly grants: ReadonlySet<string>
  /** True when the actor is in the group of this name. */
  in(group: string): boolean
}

/** Everything the engine needs, built once per request and handed to each function as its first argument. */
export interface AdminContext {
  readonly db: Database
  readonly actor: Actor
  readonly site: Site
  /** Goes into audit entries and logs. */
  readonly requestId: string
  /** IANA name; `UTC` until the browser has told. */
  readonly timeZone: string
  readonly locale: string
  /** Where the admin is mounted: `/admin`. */
  readonly basePath: string
  readonly now: Date
}

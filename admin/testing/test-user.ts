import { makeActor } from '../accounts/actor'
import type { Actor } from '../site/context'

/** The user of a request. Without `grants` it is a superuser. */
export interface TestUser {
  /** `products.view`; the permissions of the user and of the user's groups. */
  grants?: readonly string[]
  /** Names of groups. */
  groups?: readonly string[]
  superuser?: boolean
  email?: string
  id?: string
  /** An IANA name. Default UTC. */
  timeZone?: string
}

/** The actor for such a user, without an account. */
export function actorOf({ grants, groups = [], superuser = grants === undefined, email, id }: TestUser): Actor {
  return makeActor({
    id: id ?? '00000000-0000-4000-8000-00000000000a',
    email: email ?? 'tester@example.org',
    isSuperuser: superuser,
    groups,
    grants: grants ?? [],
  })
}

import { makeActor } from '../accounts/sessions'
import type { Actor } from '../site/context'

/** Who asks. Without `grants` it is a superuser. */
export interface Person {
  /** `products.view`, of the person and of the groups. */
  grants?: readonly string[]
  /** Names of groups. */
  groups?: readonly string[]
  superuser?: boolean
  email?: string
  id?: string
  /** IANA name. Default UTC. */
  timeZone?: string
}

/** The actor that such a person is, without an account. */
export function actorOf({ grants, groups = [], superuser = grants === undefined, email, id }: Person): Actor {
  return makeActor({
    id: id ?? '00000000-0000-4000-8000-00000000000a',
    email: email ?? 'tester@example.org',
    isSuperuser: superuser,
    groups,
    grants: grants ?? [],
  })
}

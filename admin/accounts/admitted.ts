import type { Database } from '../postgres/database'
import type { Actor } from '../site/context'
import type { HostUser } from '../site/host-auth'
import type { Site } from '../site/site'
import { readActor } from './actor'
import { actorOfToken } from './api-tokens'
import type { AttemptOrigin } from './attempts'
import { actorOfHost } from './host-session'
import { mayEnterAdmin } from './may-enter'
import { actorOfSession } from './sessions'
import type { VisitContext } from './visit'

/**
 * The ways into the admin: each returns the actor of a request, or null for whoever may not enter. An account is active, staff, and
 * let in by `accounts.mayEnter`.
 */

type Entering = Pick<VisitContext, 'db' | 'site'>

/** By a session of Brolly's. Who acts as another user must be let in, too. */
export async function admittedBySession({ db, site }: Entering, session: string): Promise<Actor | null> {
  const actor = await actorOfSession(db, session, { limits: site.accounts.sessions })
  if (!actor || !(await mayEnterAdmin(site, actor))) return null
  return actor.actedBy && !(await mayOwnerEnter({ db, site }, actor.actedBy)) ? null : actor
}

async function mayOwnerEnter({ db, site }: { db: Database; site: Site }, { id }: { id: string }): Promise<boolean> {
  if (!site.accounts.mayEnter) return true
  const owner = await readActor(db, id)
  return owner !== null && mayEnterAdmin(site, owner)
}

/** By a session of the project's own library. @param user What it said. */
export const admittedByHost = async (visit: VisitContext, user: HostUser | null): Promise<Actor | null> =>
  admitted(visit, await actorOfHost(visit, user))

/** By an API token, without the word `Bearer`. @throws {AdminError} `TOO_MANY` */
export const admittedByToken = async (origin: AttemptOrigin, token: string): Promise<Actor | null> =>
  admitted(origin, await actorOfToken(origin, token))

const admitted = async ({ site }: Pick<AttemptOrigin, 'site'>, actor: Actor | null): Promise<Actor | null> =>
  actor && (await mayEnterAdmin(site, actor)) ? actor : null

import { AdminError } from '../errors'
import type { Actor } from '../site/context'
import * as actWords from '../words/act-as'
import * as words from '../words/factors'

/**
 * The fresh check: lets nobody on whose log-in, or last confirmation of who they are, is longer ago than
 * `accounts.sessions.confirmMinutes`. Call it before what a thief of a session must not do: changing rights, factors,
 * addresses, tokens, or the passwords of others.
 *
 * @throws {AdminError} `UNCONFIRMED`: the page then offers to confirm.
 */
export function requireFresh({ actor }: { readonly actor: Pick<Actor, 'isFresh' | 'actedBy'> }): void {
  requireOneself({ actor })
  if (!actor.isFresh) throw new AdminError('UNCONFIRMED', words.confirmFirst)
}

/**
 * Lets nobody on who acts as another user: what concerns the account itself is for its owner.
 * @throws {AdminError} `FORBIDDEN`
 */
export function requireOneself({ actor }: { readonly actor: Pick<Actor, 'actedBy'> }): void {
  if (actor.actedBy) throw new AdminError('FORBIDDEN', actWords.notWhileActing)
}

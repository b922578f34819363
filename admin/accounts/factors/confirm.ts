import { recordSecurity } from '../../audit/security-log'
import { requireOneself } from '../fresh'
import { AdminError } from '../../errors'
import { requireOwnPassword } from '../own-password'
import type { OwnContext } from '../visit'
import { checkCode } from './check-code'
import { checkPasskey, type PasskeyAnswer } from './passkeys'
import * as words from '../../words/factors'

/**
 * Verifies that the actor is present, by the password or by a code of their authenticator app. The caller then renews the session, which
 * is fresh from then on.
 *
 * @param given.password Empty if a code was given.
 * @param given.code Empty if the password was given.
 * @throws {AdminError} `INVALID`, with the message at the field `current` or `code`; `TOO_MANY`.
 */
export async function confirmIdentity(ctx: OwnContext, given: { password: string; code: string }): Promise<void> {
  requireOneself(ctx)
  if (given.code === '') await requireOwnPassword(ctx, given.password)
  else if ((await checkCode(ctx, { owner: ctx.actor, code: given.code })) === null)
    throw new AdminError('INVALID', words.wrongCode, { fields: { code: words.wrongCode } })
  const detail = { factor: given.code === '' ? 'password' : 'code' }
  await recordSecurity(ctx, { kind: 'confirmed', detail })
}

/**
 * The same by a passkey of the actor's own.
 * @throws {AdminError} `INVALID`, `TOO_MANY`; `FORBIDDEN` while acting as another user
 */
export async function confirmWithPasskey(ctx: OwnContext, answer: PasskeyAnswer): Promise<void> {
  requireOneself(ctx)
  const target = { purpose: 'confirm', userId: ctx.actor.id } as const
  if ((await checkPasskey(ctx, target, answer)) === null) throw new AdminError('INVALID', words.passkeyFailed)
  await recordSecurity(ctx, { kind: 'confirmed', detail: { factor: 'passkey' } })
}

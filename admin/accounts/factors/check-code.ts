import { attempt } from '../attempts'
import type { Database } from '../../postgres/database'
import type { Site } from '../../site/site'
import { useAuthenticatorCode } from './authenticator'
import { noteFactorChange, recordFactor, type FactorOrigin, type FactorOwner } from './note-change'
import { countRecoveryCodes, looksLikeRecoveryCode, useRecoveryCode } from './recovery-codes'
import * as words from '../../words/factors'

/** Where a code comes from: an `AdminContext`, or the request of a log-in. */
export type CodeOrigin = FactorOrigin & { readonly site: Pick<Site, 'secrets'> }

export interface GivenCode {
  readonly owner: FactorOwner
  /** Of the authenticator app, or a recovery code. */
  readonly code: string
  /** The id of a device from which the account has logged in before. */
  readonly device?: string | null
}

/**
 * Checks a code of the authenticator app or a recovery code, and uses it up.
 *
 * @returns Which it was; null if it is wrong or was used.
 * @throws {AdminError} `TOO_MANY`
 */
export async function checkCode(
  origin: CodeOrigin,
  { owner, code, device }: GivenCode,
): Promise<'code' | 'recovery code' | null> {
  const which = await attempt(origin, { what: 'code', account: owner.email, device }, async () => {
    if (!looksLikeRecoveryCode(code)) return (await useAuthenticatorCode(origin, owner.id, code)) ? 'code' : null
    return (await tellUse(origin, { owner, code })) ? 'recovery code' : null
  })
  if (which === 'recovery code') await recordFactor(origin, 'recovery-code-used', { owner, detail: {} })
  return which
}

/** Uses a recovery code up, and tells the owner. */
async function tellUse(origin: CodeOrigin, { owner, code }: GivenCode): Promise<boolean> {
  return origin.db.transaction(async (tx: Database) => {
    if (!(await useRecoveryCode(tx, owner.id, code))) return false
    const left = await countRecoveryCodes(tx, owner.id)
    await noteFactorChange(tx, origin, {
      owner,
      changes: { [words.recoveryCodes]: [String(left + 1), String(left)] },
      told: words.codeUsed(left),
    })
    return true
  })
}

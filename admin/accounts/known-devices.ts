import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { accountKey } from './attempt-keys'
import { secretsOf, type SecretEnvironment } from './secrets'

/** Remembers in a cookie which accounts have logged in from a browser. */
export interface KnownDevices {
  /** The id of this browser for an account; null if the account has not logged in from it, or too long ago. */
  idFor(cookie: string | undefined, email: string): string | null
  /** The cookie's value after a log-in. */
  remember(cookie: string | undefined, email: string): string
}

export const deviceDays = 180
const mostAccounts = 5
const separator = '~'
const dayMs = 24 * 60 * 60 * 1000

/**
 * The cookie holds one signed mark for each account: `<id>.<day>.<signature>`. The signature covers the account, so a
 * mark is of no use for another, and the cookie does not say which accounts they are.
 *
 * @param env Called when a mark is read or made.
 */
export function knownDevices(env: () => SecretEnvironment): KnownDevices {
  const sign = (secret: string, parts: readonly string[]) =>
    createHmac('sha256', secret)
      .update(`brolly: known device\n${parts.join('\n')}`)
      .digest('base64url')

  const idIn = (mark: string, email: string): string | null => {
    const [id = '', day = '', signature = ''] = mark.split('.')
    const age = Date.now() / dayMs - Number(day)
    if (!(age >= 0 && age <= deviceDays)) return null
    const given = Buffer.from(signature)
    const right = secretsOf(env()).some((secret) => {
      const expected = Buffer.from(sign(secret, [accountKey(email), id, day]))
      return expected.length === given.length && timingSafeEqual(expected, given)
    })
    return right ? id : null
  }

  const marksIn = (cookie: string | undefined) => (cookie ?? '').split(separator).slice(0, mostAccounts)

  return {
    idFor(cookie, email) {
      return marksIn(cookie).reduce<string | null>((found, mark) => found ?? idIn(mark, email), null)
    },
    remember(cookie, email) {
      const others = marksIn(cookie).filter((mark) => mark !== '' && idIn(mark, email) === null)
      const [secret] = secretsOf(env())
      if (secret === undefined) return others.join(separator)
      const id = randomBytes(12).toString('base64url')
      const day = String(Math.floor(Date.now() / dayMs))
      const mark = `${id}.${day}.${sign(secret, [accountKey(email), id, day])}`
      return [mark, ...others].slice(0, mostAccounts).join(separator)
    },
  }
}

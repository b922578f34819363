import { createHash } from 'node:crypto'
import { isIPv6 } from 'node:net'
import type { AccountSettings } from '../site/account-options'
import { emailSpellings } from './normal-email'

export interface Attempted {
  /** The kind of secret: `log-in`, `password`, `code`, `link`, `token`. Each is counted separately. */
  readonly what: string
  /**
   * The account by its email address, in any spelling, whether or not it exists. Null if the account is only known from the
   * secret: then only the client is counted.
   */
  readonly account: string | null
  /** Whether failures of other clients also make this one wait. Default true. */
  readonly acrossClients?: boolean
  /** The id of a device from which the account has logged in before. Failures from elsewhere do not make it wait. */
  readonly device?: string | null
}

export interface AttemptKey {
  readonly key: string
  /** The account that has to wait; null for the key of a client, and for what is only counted for each client. */
  readonly account: string | null
  /** The number of failures after which attempts have to wait. */
  readonly most: number
  /** Whether success proves that none of the failures were guesses. */
  readonly endsWithSuccess: boolean
}

const digest = (...parts: readonly string[]) =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 32)

/** One value for all spellings of an account's email address. */
export const accountKey = (email: string): string => digest('account', emailSpellings(email).toSorted()[0] ?? '')

/**
 * What an attempt is counted under, in a fixed order, so that parallel attempts lock the same rows in the same order.
 * A known device is counted alone: neither failures from elsewhere nor those of its network make it wait.
 */
export function attemptKeys(
  { what, account, address, device, acrossClients = true }: Attempted & { readonly address: string | null },
  { perClient, perAccount, perAddress }: AccountSettings['throttle'],
): AttemptKey[] {
  const owner = account === null ? null : accountKey(account)
  const network = address === null ? null : networkOf(address)
  const keys: AttemptKey[] = []
  if (owner !== null) {
    // If the account does not have to wait, no wait is shown for it either.
    const own = { account: acrossClients ? owner : null, endsWithSuccess: true, most: perClient }
    if (device) return [{ ...own, key: digest(what, 'device', owner, device) }]
    if (acrossClients)
      keys.push({ account: owner, endsWithSuccess: false, key: digest(what, 'account', owner), most: perAccount })
    if (network !== null) keys.push({ ...own, key: digest(what, 'pair', owner, network) })
  }
  if (network !== null)
    keys.push({ account: null, endsWithSuccess: false, key: digest(what, 'address', network), most: perAddress })
  return keys.toSorted((a, b) => (a.key < b.key ? -1 : 1))
}

/** An IPv6 client has a whole /64 of addresses; an IPv4 client has one. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/iu.exec(address)
  if (mapped?.[1] !== undefined) return mapped[1]
  const [plain = ''] = address.split('%')
  if (!isIPv6(plain)) return address
  const [before = '', after] = plain.split('::')
  const head = before === '' ? [] : before.split(':')
  const tail = after === undefined || after === '' ? [] : after.split(':')
  const groups =
    after === undefined ? head : [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail]
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}

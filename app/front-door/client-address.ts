import { BlockList, isIP } from 'node:net'

/** The proxies in front of this server: how many there are, or which addresses they have. */
export type TrustedProxies = number | BlockList

/** @param text As in `BROLLY_TRUSTED_PROXIES`: `1`, or `10.0.0.0/8, 192.0.2.7`. Empty means none. */
export function trustedProxies(text: string): TrustedProxies {
  const given = text.trim()
  if (/^\d*$/u.test(given)) return Number(given)
  const list = new BlockList()
  for (const part of given.split(',')) {
    const [address = '', bits] = part.trim().split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}

/**
 * The address of the client. Each proxy appends to `X-Forwarded-For` the address that it was called from, so only what
 * the trusted ones wrote counts, read from the right. Whatever a client writes itself is to the left of that.
 *
 * @param remote The address of the connection.
 * @param forwarded The header `X-Forwarded-For`.
 */
export function clientAddress(
  { remote, forwarded }: { remote: string | undefined; forwarded: string | readonly string[] | undefined },
  proxies: TrustedProxies,
): string | null {
  const direct = plainAddress(remote ?? '')
  if (direct === null) return null
  const written = [forwarded ?? []].flat().join(',').split(',')
  let address = direct
  for (let passed = 0; written.length > 0 && isProxy(address, passed, proxies); passed++) {
    const before = plainAddress(written.pop() ?? '')
    if (before === null) return address
    address = before
  }
  return address
}

function isProxy(address: string, passed: number, proxies: TrustedProxies): boolean {
  return typeof proxies === 'number' ? passed < proxies : proxies.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

/** Without the port that some proxies add, the zone of a local address, or the prefix of an IPv4 client; null for other text. */
function plainAddress(text: string): string | null {
  const address = text
    .trim()
    .replace(/^\[(.*)\](?::\d+)?$/u, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/u, '$1')
    .replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/iu, '')
    .replace(/%.*$/u, '')
  return isIP(address) === 0 ? null : address
}

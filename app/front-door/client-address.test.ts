import { expect, test } from 'vitest'
import { clientAddress, trustedProxies } from './client-address'

const proxy = '10.0.0.2'
const spoofed = '6.6.6.6, 7.7.7.7'

test.for([
  ['', proxy, '198.51.100.9', proxy],
  ['0', proxy, spoofed, proxy],
  ['1', proxy, '198.51.100.9', '198.51.100.9'],
  ['1', proxy, `${spoofed}, 198.51.100.9`, '198.51.100.9'],
  ['2', proxy, `${spoofed}, 198.51.100.9, 10.0.0.3`, '198.51.100.9'],
  ['1', proxy, undefined, proxy],
  ['1', proxy, 'unknown', proxy],
  ['3', proxy, '198.51.100.9', '198.51.100.9'],
  ['10.0.0.0/8', proxy, `${spoofed}, 198.51.100.9, 10.1.1.1`, '198.51.100.9'],
  ['10.0.0.0/8', '203.0.113.4', spoofed, '203.0.113.4'],
  ['10.0.0.2, 2001:db8::/32', '2001:db8::1', '198.51.100.9:4711', '198.51.100.9'],
  ['127.0.0.1', '::ffff:127.0.0.1', '[2001:db8::7]:80', '2001:db8::7'],
  ['1', undefined, '198.51.100.9', null],
] as const)('SEC-006: with proxies “%s”, %s and “%s” mean the client %s', ([proxies, remote, forwarded, client]) => {
  expect(clientAddress({ remote, forwarded }, trustedProxies(proxies))).toBe(client)
})

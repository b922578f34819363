import type { IncomingMessage } from 'node:http'
import type { Client } from '@/admin/server'
import { env } from '@/env'
import { clientAddress, trustedProxies } from './client-address'

const proxies = trustedProxies(env().BROLLY_TRUSTED_PROXIES ?? '')

/** Who sent a request; null for what is not known. */
export function clientOf(request: IncomingMessage | undefined): Client {
  return {
    address: clientAddress(
      { remote: request?.socket.remoteAddress, forwarded: request?.headers['x-forwarded-for'] },
      proxies,
    ),
    agent: request?.headers['user-agent'] ?? null,
  }
}

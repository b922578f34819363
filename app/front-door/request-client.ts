import 'server-only'
import type { Client } from '@/admin/server'
import { env } from '@/env'
import { currentRequest } from '../response-status'
import { clientAddress, trustedProxies } from './client-address'

const proxies = trustedProxies(env().BROLLY_TRUSTED_PROXIES ?? '')

/** Who sent the request that is being handled; null for what is not known. */
export function requestClient(): Client {
  const request = currentRequest()
  return {
    address: clientAddress(
      { remote: request?.socket.remoteAddress, forwarded: request?.headers['x-forwarded-for'] },
      proxies,
    ),
    agent: request?.headers['user-agent'] ?? null,
  }
}

import type { IncomingMessage } from 'node:http'
import { env } from '@/env'
import { sessionCookie, sessionIdOf } from '@/session-token'
import type { Addresses } from './check-request'

export const addresses: Addresses = { origin: env.BROLLY_URL ?? null, hosts: env.BROLLY_HOSTS }

/** Whether the request brings a session that this server began. */
export async function isMember({ headers }: IncomingMessage): Promise<boolean> {
  const token = (headers.cookie ?? '')
    .split(/;\s*/u)
    .find((pair) => pair.startsWith(`${sessionCookie}=`))
    ?.slice(sessionCookie.length + 1)
  return (await sessionIdOf(token)) !== null
}

import type { IncomingMessage } from 'node:http'
import { sessionTokens } from '@/admin/server'
import { env } from '@/env'
import type { Addresses } from './check-request'

export const addresses: Addresses = { origin: env().BROLLY_URL ?? null, hosts: env().BROLLY_HOSTS }

const tokens = sessionTokens(env)

/** Whether the request has a session token that this server created. */
export async function isMember({ headers }: IncomingMessage): Promise<boolean> {
  const token = (headers.cookie ?? '')
    .split(/;\s*/u)
    .find((pair) => pair.startsWith(`${tokens.cookie.name}=`))
    ?.slice(tokens.cookie.name.length + 1)
  return (await tokens.sessionIdOf(token)) !== null
}

import type { IncomingMessage } from 'node:http'
import { recordSecurity, sessionTokens } from '@/admin/server'
import { db } from '@/db'
import { env } from '@/env'
import type { Addresses } from './check-request'
import type { Refusal } from './refusal'
import { clientOf } from './client-of'
import { contentPolicy } from './content-policy'

export const addresses: Addresses = { origin: env().BROLLY_URL ?? null, hosts: env().BROLLY_HOSTS }

export const policy = contentPolicy({
  isDevelopment: env().NODE_ENV === 'development',
  reportTo: env().BROLLY_CSP_REPORT,
  sources: env().BROLLY_CSP_SOURCES,
})

const tokens = sessionTokens(env)

/** Whether the request has a session token that this server created. */
export async function isMember({ headers }: IncomingMessage): Promise<boolean> {
  const token = (headers.cookie ?? '')
    .split(/;\s*/u)
    .find((pair) => pair.startsWith(`${tokens.cookie.name}=`))
    ?.slice(tokens.cookie.name.length + 1)
  return (await tokens.sessionIdOf(token)) !== null
}

/** Writes a request that was turned away to the security log. */
export function onRefusal(request: IncomingMessage, { status, title }: Refusal): void {
  const record = async () => {
    const { default: site } = await import('@/admin.config')
    const [path = ''] = (request.url ?? '').split('?', 1)
    await recordSecurity(
      { db, site, actor: null, client: clientOf(request) },
      {
        kind: status === 403 ? 'cross-site' : 'bad-request',
        detail: { reason: title, method: request.method ?? '', path, host: request.headers.host ?? '' },
      },
    )
  }
  void record()
}

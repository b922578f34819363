import 'server-only'
import {
  recordSecurity,
  translateReadError,
  type AdminContext,
  type ErrorCode,
  type SecurityKind,
} from '@/admin/server'
import { currentRequest } from '../response-status'
import { adminContext } from './context'

const kinds: Partial<Record<ErrorCode, SecurityKind>> = {
  FORBIDDEN: 'refused',
  NOT_FOUND: 'not-found',
  BAD_QUERY: 'bad-query',
}

/**
 * Writes a refusal to the security log, without making the response wait. A row outside of somebody's rules is answered
 * like one that does not exist, so both are recorded.
 *
 * @param given Whose request it is. Default: that of the session.
 */
export function noteRefusal(error: unknown, given: AdminContext | null = null): void {
  const known = translateReadError(error)
  const kind = known && kinds[known.code]
  if (!kind) return
  const { method = '', url = '' } = currentRequest() ?? {}
  const [path = '', query = ''] = url.split('?', 2)
  const names = [...new URLSearchParams(query).keys()].join(' ')
  const record = async (ctx: AdminContext | null) => {
    if (ctx)
      await recordSecurity(ctx, { kind, detail: { method, path, ...(names === '' ? {} : { parameters: names }) } })
  }
  void (given ? record(given) : adminContext().then(record, () => undefined))
}

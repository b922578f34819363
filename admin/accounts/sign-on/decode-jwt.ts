/** The claims of an ID token that next-auth has checked; none if there is no token. */
export function decodeJwt(token: unknown): Record<string, unknown> {
  const payload = typeof token === 'string' ? token.split('.')[1] : undefined
  if (payload === undefined) return {}
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
  return typeof claims === 'object' && claims !== null ? { ...claims } : {}
}

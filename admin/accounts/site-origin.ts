export interface OriginEnvironment {
  NODE_ENV: string
  /** The public origin. */
  BROLLY_URL?: string | undefined
  PORT?: number | undefined
}

/**
 * The public origin of the site: that of `BROLLY_URL`, in development `http://localhost` and the port. Never that of a request,
 * which its sender chooses.
 * @returns Null if it is not known.
 */
export function siteOrigin({ NODE_ENV, BROLLY_URL, PORT }: OriginEnvironment): string | null {
  if (BROLLY_URL !== undefined) return new URL(BROLLY_URL).origin
  return NODE_ENV === 'production' ? null : `http://localhost:${PORT ?? 3000}`
}

/** PostgreSQL's SQLSTATEs by name, re-exported for callers that need nothing else of the engine. */
export { sqlState } from './sql-state'

/** All expected failures of the engine: their HTTP status, and whether the message may be shown to users. */
export const errorCodes = {
  NOT_SIGNED_IN: { status: 401, shown: true },
  FORBIDDEN: { status: 403, shown: true },
  /** The actor has to confirm first who they are. */
  UNCONFIRMED: { status: 403, shown: true },
  NOT_FOUND: { status: 404, shown: true },
  CONFLICT: { status: 409, shown: true },
  TOO_LARGE: { status: 413, shown: true },
  INVALID: { status: 422, shown: true },
  TOO_MANY: { status: 429, shown: true },
  BAD_QUERY: { status: 400, shown: true },
  NOT_MIGRATED: { status: 503, shown: true },
  UNAVAILABLE: { status: 503, shown: true },
  TIMEOUT: { status: 503, shown: true },
  BUSY: { status: 503, shown: true },
  MISCONFIGURED: { status: 500, shown: false },
} as const

export type ErrorCode = keyof typeof errorCodes

export interface AdminErrorOptions extends ErrorOptions {
  fields?: Record<string, string>
  /** Seconds. */
  retryAfter?: number
}

/** An expected failure. Anything else that is thrown is a bug, and is logged as one. */
export class AdminError extends Error {
  override readonly name = 'AdminError'
  readonly code: ErrorCode
  /** The problem of each field, by form name. Empty if the failure is not about fields. */
  readonly fields: Readonly<Record<string, string>>
  /** The seconds after which the same may be tried again; null if unknown. */
  readonly retryAfter: number | null

  constructor(code: ErrorCode, message: string, options: AdminErrorOptions = {}) {
    super(message, options)
    this.code = code
    this.fields = options.fields ?? {}
    this.retryAfter = options.retryAfter ?? null
  }
}

/** More levels than any error has causes. */
const deepest = 8

/** An error and its causes, outermost first; empty for a thrown value that is not an error. */
export function causesOf(error: unknown): Error[] {
  const chain: Error[] = []
  for (let cause = error; cause instanceof Error && chain.length < deepest; cause = cause.cause) chain.push(cause)
  return chain
}

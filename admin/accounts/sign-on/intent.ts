import { z } from 'zod'
import { openText, sealText } from '../seal-text'

/** What a browser was sent to a provider for. */
export interface SignOnIntent {
  readonly provider: string
  readonly side: 'admin' | 'site'
  /** The path to open afterwards, as it was given. */
  readonly next: string
  /** The hash of the session whose account is to be connected; null for a log-in. */
  readonly session: string | null
}

/** How long somebody may take at the provider. */
export const intentMinutes = 10

const purpose = 'sign-on'

const intentShape = z.object({
  provider: z.string(),
  side: z.enum(['admin', 'site']),
  next: z.string(),
  session: z.string().nullable(),
  until: z.number(),
})

/** An intent as a cookie: nobody else can make, change or read it. */
export const sealIntent = (secrets: readonly string[], intent: SignOnIntent): string =>
  sealText(secrets, purpose, JSON.stringify({ ...intent, until: Date.now() + intentMinutes * 60_000 }))

/** The intent in a cookie; null if it is not ours, or too old. */
export function openIntent(secrets: readonly string[], sealed: string | undefined): SignOnIntent | null {
  const opened = sealed === undefined ? null : openText(secrets, purpose, sealed)
  if (opened === null) return null
  // Sealed by us above.
  const { until, ...intent } = intentShape.parse(JSON.parse(opened.text))
  return until < Date.now() ? null : intent
}

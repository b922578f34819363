/**
 * What a typed text must satisfy, as data: sent to the browser with the form and checked there on blur, checked on the
 * server as the last word. One implementation for both, so that they cannot disagree.
 */
export interface FieldRules {
  required?: boolean
  maxLength?: number
  /** Inclusive bounds of a whole number, as text because they may pass 2^53. */
  integer?: { min: string; max: string }
  /** Digits before and after the point; null for any. */
  decimal?: { integerDigits: number | null; scale: number | null }
  float?: true
  /** A regular expression the whole text must match, and what to say when it does not. */
  pattern?: { source: string; flags?: string; message: string }
  /** One of these values. */
  oneOf?: readonly string[]
  json?: true
  date?: true
}

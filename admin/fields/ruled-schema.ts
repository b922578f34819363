import { z } from 'zod'
import { checkRules, type FieldRules } from './rules'

/** Returned if a field type cannot accept a text. */
export interface Refusal {
  readonly refused: string
}

/** The schema of a field: first the rules that the browser also checks, then the type's own parser. */
export function ruledSchema(
  rules: FieldRules,
  toValue: (text: string) => string | Refusal = (text) => text,
): z.ZodType<string, string> {
  return z.string().transform((text, context) => {
    const problem = checkRules(rules, text)
    const value = problem === null ? toValue(text) : { refused: problem }
    if (typeof value === 'string') return value
    context.addIssue({ code: 'custom', message: value.refused })
    return z.NEVER
  })
}

/** For types whose values have no surrounding whitespace. */
export function trimmed(text: string): string {
  return text.trim()
}

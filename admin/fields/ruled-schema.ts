import { z } from 'zod'
import { checkRules, type FieldRules } from './rules'

/** What a field type's own reading of a text gives when it cannot accept it. */
export interface Refusal {
  readonly refused: string
}

/** The schema of a field: the rules that the browser checked, then the type's own reading of the text. */
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

/** For types whose values have no blanks at their ends. */
export function trimmed(text: string): string {
  return text.trim()
}

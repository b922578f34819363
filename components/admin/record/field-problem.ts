import { checkRules, partProblem, type RecordField } from '@/admin/client'
import { leftToDefault } from './field-text'

/** The problem of a field's text. An empty secret keeps its value. */
export function textProblem(field: RecordField, text: string | null, adding: boolean): string | null {
  if (field.meta.writeOnly === true && !adding && !text) return null
  if (text === null && field.meta.nullable) return null
  const problem = checkRules(field.meta.rules, text ?? '')
  return problem ?? (text === '' && leftToDefault(field, adding) ? null : partProblem(field.meta, text))
}

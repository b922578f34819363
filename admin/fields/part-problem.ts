import type { FieldMeta } from './field-meta'
import { ofPart, splitParts } from './parts'
import { checkRules } from './rules'

/** The problem of the first invalid part, with the part's label. */
export function partProblem(meta: FieldMeta, text: string | null): string | null {
  const texts = text === null ? null : splitParts(meta.parts ?? [], text)
  for (const [index, part] of (meta.parts ?? []).entries()) {
    const own = texts?.[index] ?? null
    if (texts === null || (own === null && part.nullable)) continue
    const problem = part.parts ? partProblem(part, own) : checkRules(part.rules, own ?? '')
    if (problem !== null) return ofPart(part.label, problem)
  }
  return null
}

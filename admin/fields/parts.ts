import type { FieldMeta } from './field-meta'
import { formatRecord, parseRecord } from './record-literal'
import { checkRules } from './rules'

/**
 * A composite value in a form: its text is PostgreSQL's record of the parts' form texts, and empty where no part was filled in.
 * The browser and the server put it together and take it apart in the same way, so that what nobody touched stays the same.
 */
export type PartTexts = readonly (string | null)[]

/** What of a part decides how it is filled in. */
type PartKind = Pick<FieldMeta, 'kind' | 'nullable' | 'emptyIsValue'>

/** What an input gives that nobody has filled in. */
export function blankPart(part: PartKind): string | null {
  if (isSwitch(part)) return 'false'
  return part.emptyIsValue && !part.nullable ? '' : null
}

/** The text of each part; null where the text is not a record of so many parts. */
export function splitParts(parts: readonly PartKind[], text: string | null): PartTexts | null {
  if (text === null || text === '') return parts.map(blankPart)
  const items = parseRecord(text)
  return items?.length === parts.length ? items : null
}

export function joinParts(parts: readonly PartKind[], texts: PartTexts): string {
  return texts.every((text, index) => parts[index] && text === blankPart(parts[index])) ? '' : formatRecord(texts)
}

/** How the inputs of a form are read, on either side of the wire. */
export interface PartReader {
  /** What the input of this name holds; null where there is none. */
  text(part: FieldMeta): string | null
  /** Whether `~null.<name>` is ticked. */
  nulled(part: FieldMeta): boolean
}

/** A composite field's text out of its parts' inputs; null is NULL. A text that was typed wins over a ticked NULL. */
export function readParts(meta: FieldMeta, reader: PartReader): string | null {
  const parts = meta.parts ?? []
  const texts = parts.map((part) => readPart(part, reader))
  const isTyped = texts.some(
    (text, index) => text !== null && text !== '' && parts[index] && text !== blankPart(parts[index]),
  )
  return reader.nulled(meta) && !isTyped ? null : joinParts(parts, texts)
}

function readPart(part: FieldMeta, reader: PartReader): string | null {
  if (part.parts) return readParts(part, reader)
  const text = reader.text(part)
  if (text !== null && text !== '') return text
  return part.emptyIsValue && text !== null && !reader.nulled(part) ? '' : blankPart(part)
}

const isSwitch = ({ kind, nullable }: PartKind) => kind === 'boolean' && !nullable

/** What is wrong with the first part that has something wrong with it, and which part that is. */
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

/** "Zip: At most 10 characters." */
export const ofPart = (label: string, problem: string) => `${label}: ${problem}`

/** The part that a problem is about, and what is wrong with it; null where it is about the value as a whole. */
export function problemPart(meta: FieldMeta, problem: string): { part: FieldMeta; message: string } | null {
  const part = meta.parts?.find(({ label }) => problem.startsWith(ofPart(label, '')))
  return part ? { part, message: problem.slice(ofPart(part.label, '').length) } : null
}

import type { FieldMeta } from './field-meta'
import { formatRecord, parseRecord } from './record-literal'

/**
 * A composite value in a form. Its text is PostgreSQL's record of the parts' form texts, and empty if no part was
 * filled in. The browser and the server combine and split it in the same way, so that untouched values stay the same.
 */
export type PartTexts = readonly (string | null)[]

/** The properties of a part that determine how it is filled in. */
type PartKind = Pick<FieldMeta, 'kind' | 'nullable' | 'emptyIsValue'>

/** The value of an input that was not filled in. */
export function blankPart(part: PartKind): string | null {
  if (isSwitch(part)) return 'false'
  return part.emptyIsValue && !part.nullable ? '' : null
}

/** The text of each part; null if the text is not a record with this number of parts. */
export function splitParts(parts: readonly PartKind[], text: string | null): PartTexts | null {
  if (text === null || text === '') return parts.map(blankPart)
  const items = parseRecord(text)
  return items?.length === parts.length ? items : null
}

export function joinParts(parts: readonly PartKind[], texts: PartTexts): string {
  return texts.every((text, index) => parts[index] && text === blankPart(parts[index])) ? '' : formatRecord(texts)
}

/** Reads the inputs of a form, in the browser or on the server. */
export interface PartReader {
  /** The contents of the input with this name; null if there is none. */
  text(part: FieldMeta): string | null
  /** Whether `~null.<name>` is ticked. */
  nulled(part: FieldMeta): boolean
}

/**
 * The text of a composite field from its parts' inputs; null is NULL. Typed text takes precedence over a ticked NULL.
 */
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

/** "Zip: At most 10 characters." */
export const ofPart = (label: string, problem: string) => `${label}: ${problem}`

/** The part that a problem is about, and the message; null if it is about the value as a whole. */
export function problemPart(meta: FieldMeta, problem: string): { part: FieldMeta; message: string } | null {
  const part = meta.parts?.find(({ label }) => problem.startsWith(ofPart(label, '')))
  return part ? { part, message: problem.slice(ofPart(part.label, '').length) } : null
}

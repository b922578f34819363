import type { Refusal } from './refusal'
import * as words from '@/components/words/refusals'

/** The limits of a request body. */
export interface BodyLimits {
  bytes: number
  fields: number
}

/** Visitors who are not logged in can only log in. */
export const strangerLimits: BodyLimits = { bytes: 64 * 1024, fields: 100 }

/** Above the limits of a form, so that the form can report its own limit. */
export const memberLimits: BodyLimits = { bytes: 15 * 1024 * 1024, fields: 20_000 }

/** The nesting depth of the JSON that Next.js posts next to the fields, which it parses recursively. */
const mostLevels = 100

const tooMany: Refusal = {
  status: 413,
  title: words.formTooLarge,
  text: words.tooManyFields,
}
const tooDeep: Refusal = {
  status: 400,
  title: words.invalidForm,
  text: words.tooDeep,
}

export const tooLarge = ({ bytes }: BodyLimits): Refusal => ({
  status: 413,
  title: words.formTooLarge,
  text: words.formLargerThan(bytes >= 1024 * 1024 ? `${Math.floor(bytes / 1024 / 1024)} MB` : `${bytes / 1024} kB`),
})

/** Checks a whole body in one pass before any of it is parsed; null if it is acceptable. */
export function bodyRefusal(body: Buffer, contentType: string, { fields }: BodyLimits): Refusal | null {
  if (contentType.startsWith('application/x-www-form-urlencoded'))
    return count(body, Buffer.from('&'), fields) < fields ? null : tooMany
  if (!contentType.startsWith('multipart/form-data')) return isTooDeep(body) ? tooDeep : null
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/iu.exec(contentType)
  const mark = boundary?.[1] ?? boundary?.[2]
  if (mark === undefined) return tooDeep
  const parts = split(body, Buffer.from(`--${mark}`), fields + 2)
  // There is one part before the first boundary and one after the last.
  if (parts.length > fields + 2) return tooMany
  return parts.some((part) => isArgument(part) && isTooDeep(part)) ? tooDeep : null
}

function count(body: Buffer, mark: Buffer, most: number): number {
  let found = 0
  for (let index = body.indexOf(mark); index !== -1 && found <= most; index = body.indexOf(mark, index + mark.length))
    found++
  return found
}

function split(body: Buffer, mark: Buffer, most: number): Buffer[] {
  const parts: Buffer[] = []
  let from = 0
  for (let index = body.indexOf(mark); index !== -1; index = body.indexOf(mark, from)) {
    parts.push(body.subarray(from, index))
    if (parts.length > most) return parts
    from = index + mark.length
  }
  parts.push(body.subarray(from))
  return parts
}

/** A part that Next.js parses as JSON: its name is a number, or the number of the form's action. */
function isArgument(part: Buffer): boolean {
  const head = part.subarray(0, 300).toString('latin1')
  return /name="?(?:\d+|\$ACTION_\d+:\d+|_?\d+_\d+)"?[\r;]/u.test(head)
}

const [quote, backslash] = [0x22, 0x5c]
const opening = new Set([0x5b, 0x7b])
const closing = new Set([0x5d, 0x7d])

function isTooDeep(json: Buffer): boolean {
  let level = 0
  let inText = false
  for (let index = headEnd(json); index < json.length; index++) {
    const byte = json[index] ?? 0
    if (inText) {
      if (byte === backslash) index++
      else if (byte === quote) inText = false
    } else if (byte === quote) inText = true
    else if (opening.has(byte)) {
      if (++level > mostLevels) return true
    } else if (closing.has(byte)) level--
  }
  return false
}

function headEnd(part: Buffer): number {
  const index = part.subarray(0, 1000).indexOf('\r\n\r\n')
  return index === -1 ? 0 : index + 4
}

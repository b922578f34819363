import { AdminError } from '../errors'
import * as words from '../words/rows'

const plain = /^[A-Za-z0-9_-]$/

/**
 * A name or a key's part as it stands in a URL or a form: characters outside `A-Z a-z 0-9 _ -` as `~XX` per UTF-8 byte.
 * Percent escapes are no use: routers decode `%2C` and `,` alike.
 */
export function escapeName(text: string): string {
  let escaped = ''
  for (const character of text) {
    if (plain.test(character)) escaped += character
    else
      for (const byte of new TextEncoder().encode(character))
        escaped += `~${byte.toString(16).padStart(2, '0').toUpperCase()}`
  }
  return escaped
}

/** The text behind `escapeName`; null when it is not something `escapeName` could have written. */
export function unescapeName(escaped: string): string | null {
  const bytes: number[] = []
  for (let index = 0; index < escaped.length; index++) {
    const character = escaped.charAt(index)
    if (character === '~') {
      const hex = escaped.slice(index + 1, index + 3)
      if (!/^[0-9A-Fa-f]{2}$/.test(hex)) return null
      bytes.push(Number.parseInt(hex, 16))
      index += 2
    } else if (plain.test(character)) bytes.push(character.charCodeAt(0))
    else return null
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(bytes))
  } catch {
    return null
  }
}

/** A key as in URLs, of parts that may stand there: parts joined by `,`; an empty part is `~`, and `add` is `~61dd`, for `/add` is the add page. */
export function encodeKey(parts: readonly string[]): string {
  if (parts.length === 1 && parts[0] === 'add') return '~61dd'
  return parts.map((part) => (part === '' ? '~' : escapeName(part))).join(',')
}

/**
 * The parts of a key out of a URL. Only the one canonical spelling is taken, so that a row has one address.
 * @throws {AdminError} `NOT_FOUND` for any other text or number of parts.
 */
export function decodeKey(key: string, partCount: number): string[] {
  const parts = key.split(',').map((part) => (part === '~' ? '' : unescapeName(part)))
  const known = parts.filter((part) => part !== null)
  if (partCount === 0 || known.length !== partCount || parts.length !== partCount || encodeKey(known) !== key)
    throw new AdminError('NOT_FOUND', words.noSuchRow)
  return known
}

/** A table's path as in URLs: `products`, `crm.contacts`, `auth~2Eusers`; never `-`, which holds the admin's own pages. */
export function tablePath(schema: string | null, name: string): string {
  const escaped = name === '-' ? '~2D' : escapeName(name)
  return schema ? `${escapeName(schema)}.${escaped}` : escaped
}

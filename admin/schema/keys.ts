import { AdminError } from '../errors'
import * as words from '../words/rows'

const plain = /^[A-Za-z0-9_-]$/

/**
 * Escapes a name or a part of a key for a URL or a form: characters other than `A-Z a-z 0-9 _ -` become `~XX` per UTF-8
 * byte. Percent-encoding would not work, because routers decode `%2C` and `,` to the same text.
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

/** Reverses `escapeName`; null for a text that `escapeName` does not produce. */
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

/**
 * A key as it appears in URLs: escaped parts joined by `,`. An empty part is `~`. `add` becomes `~61dd`, because `/add`
 * is the page to add a row.
 */
export function encodeKey(parts: readonly string[]): string {
  if (parts.length === 1 && parts[0] === 'add') return '~61dd'
  return parts.map((part) => (part === '' ? '~' : escapeName(part))).join(',')
}

/**
 * The parts of a key from a URL. Only the canonical spelling is accepted, so that a row has only one URL.
 * @throws {AdminError} `NOT_FOUND` for any other text or number of parts.
 */
export function decodeKey(key: string, partCount: number): string[] {
  const parts = key.split(',').map((part) => (part === '~' ? '' : unescapeName(part)))
  const known = parts.filter((part) => part !== null)
  if (partCount === 0 || known.length !== partCount || parts.length !== partCount || encodeKey(known) !== key)
    throw new AdminError('NOT_FOUND', words.noSuchRow)
  return known
}

/**
 * A table's path in URLs: `products`, `crm.contacts`, `auth~2Eusers`. Never `-`, below which the admin's own pages are.
 */
export function tablePath(schema: string | null, name: string): string {
  const escaped = name === '-' ? '~2D' : escapeName(name)
  return schema ? `${escapeName(schema)}.${escaped}` : escaped
}

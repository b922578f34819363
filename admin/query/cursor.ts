import { AdminError } from '../errors'

/** Where a page ends: the last row's sort values, then its key, as PostgreSQL text. */
export type Cursor = readonly (string | null)[]

const longest = 8192

export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url')
}

/**
 * @param length How many values this list's order has.
 * @throws {AdminError} `BAD_QUERY` for anything that `encodeCursor` did not write for such a list.
 */
export function decodeCursor(text: string, length: number): Cursor {
  const values = text.length <= longest ? parsed(text) : null
  if (
    !Array.isArray(values) ||
    values.length !== length ||
    !values.every((value) => value === null || typeof value === 'string')
  )
    throw new AdminError('BAD_QUERY', 'The place in the list that this address names is not of this list.')
  return values
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    return null
  }
}

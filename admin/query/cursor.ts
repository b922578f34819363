import { AdminError } from '../errors'
import type { AdminContext } from '../site/context'
import type { OrderTerm } from './list-sort'
import * as words from '../words/list'

/** The position at the end of a page: the last row's sort values, then its key, as PostgreSQL text. */
export type Cursor = readonly (string | null)[]

const longest = 8192

type Sealing = { readonly site: Pick<AdminContext['site'], 'sealer'> }
type Terms = readonly Pick<OrderTerm, 'secret'>[]

/** Encodes a position in a list of this order for a URL. Secret values are sealed. */
export function encodeCursor({ site }: Sealing, terms: Terms, cursor: Cursor): string {
  const texts = terms.map(({ secret }, index) => {
    const value = cursor[index] ?? null
    return secret && value !== null ? site.sealer.seal(secret, value) : value
  })
  return Buffer.from(JSON.stringify(texts)).toString('base64url')
}

/**
 * @param terms This list's order.
 * @throws {AdminError} `BAD_QUERY` for anything that `encodeCursor` did not produce for such a list.
 */
export function decodeCursor({ site }: Sealing, terms: Terms, text: string): Cursor {
  const texts = text.length <= longest ? parsed(text) : null
  if (!Array.isArray(texts) || texts.length !== terms.length) throw badCursor()
  return terms.map(({ secret }, index) => {
    const value: unknown = texts[index]
    if (value !== null && typeof value !== 'string') throw badCursor()
    if (!secret) return value
    const opened = value === null ? null : site.sealer.unseal(secret, value)
    if (opened === null) throw badCursor()
    return opened
  })
}

const badCursor = () => new AdminError('BAD_QUERY', words.wrongCursor)

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    return null
  }
}

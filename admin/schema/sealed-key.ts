import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import type { ColumnModel } from './model'

type SecretColumn = Pick<ColumnModel, 'name'> & { table: Pick<ColumnModel['table'], 'schema' | 'name'> }

/** Encrypts the secret parts of keys for use in URLs, and decrypts them. */
export interface KeySealer {
  /** The sealed form of a value of this column: always the same, and made of `A-Z a-z 0-9 _ -`. */
  seal(column: SecretColumn, value: string): string
  /** The value of a sealed form; null for anything that `seal` did not produce for this column with this secret. */
  unseal(column: SecretColumn, text: string): string | null
}

/** The prefix of every sealed form, which distinguishes it from a plain value. */
const mark = '--'
const tagLength = 16
const cipher = 'aes-256-ctr'

/**
 * Creates a sealer with keys derived from a secret. The value is encrypted under a tag computed from it (the SIV
 * construction): equal values have equal sealed forms, as a URL needs, and nobody without the secret can produce or
 * alter one. The tag covers the column, so that a sealed form of one table is invalid in another.
 *
 * @param secrets Read on first use: the current one, then earlier ones, whose sealed forms are still read. Without any
 *   the keys are random, and sealed forms are valid only in this process.
 */
export function makeSealer(secrets: () => readonly string[]): KeySealer {
  let keys: { current: Keys; all: readonly Keys[] } | undefined
  const made = () => {
    if (keys) return keys
    const [current = keysFrom(undefined), ...earlier] = secrets().map(keysFrom)
    return (keys = { current, all: [current, ...earlier] })
  }
  return {
    seal(column, value) {
      const { current } = made()
      const tag = tagOf(current, column, value)
      const encryptor = createCipheriv(cipher, current.encryption, tag)
      const sealed = Buffer.concat([tag, encryptor.update(value, 'utf8'), encryptor.final()])
      return mark + sealed.toString('base64url')
    },
    unseal(column, text) {
      if (!text.startsWith(mark)) return null
      const sealed = Buffer.from(text.slice(mark.length), 'base64url')
      // There is one spelling per sealed form; the decoder ignores characters that it does not know.
      if (sealed.length < tagLength || mark + sealed.toString('base64url') !== text) return null
      const tag = sealed.subarray(0, tagLength)
      for (const each of made().all) {
        const decryptor = createDecipheriv(cipher, each.encryption, tag)
        const value = Buffer.concat([decryptor.update(sealed.subarray(tagLength)), decryptor.final()]).toString('utf8')
        if (timingSafeEqual(tag, tagOf(each, column, value))) return value
      }
      return null
    },
  }
}

interface Keys {
  authentication: Buffer
  encryption: Buffer
}

function keysFrom(secret: string | undefined): Keys {
  const bytes = Buffer.from(hkdfSync('sha256', secret || randomBytes(32), '', 'brolly: keys that are secrets', 64))
  return { authentication: bytes.subarray(0, 32), encryption: bytes.subarray(32) }
}

/** Each part is preceded by its length, so that no two lists of parts produce the same input. */
function tagOf({ authentication }: Keys, { table, name }: SecretColumn, value: string): Buffer {
  const hmac = createHmac('sha256', authentication)
  for (const part of [table.schema ?? '', table.name, name, value]) {
    const bytes = Buffer.from(part)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    hmac.update(length).update(bytes)
  }
  return hmac.digest().subarray(0, tagLength)
}

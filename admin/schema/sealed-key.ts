import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import type { ColumnModel } from './model'

type Place = Pick<ColumnModel, 'name'> & { table: Pick<ColumnModel['table'], 'schema' | 'name'> }

/** Writes the secret parts of keys so that they may stand in an address, and reads them back. */
export interface KeySealer {
  /** The stand-in of a value of this column: always the same one, made of `A-Z a-z 0-9 _ -`. */
  seal(column: Place, value: string): string
  /** The value behind a stand-in; null for everything that `seal` did not write for this column with this secret. */
  unseal(column: Place, text: string): string | null
}

/** Begins every stand-in, so that it can be told from a value at sight. */
const mark = '--'
const tagLength = 16
const cipher = 'aes-256-ctr'

/**
 * A sealer with keys made from a secret. The stand-in is the value encrypted under a tag made from it (the SIV construction):
 * equal values have equal stand-ins, as an address needs, and nobody without the secret can make or change one. The tag covers
 * the column, so that a stand-in of one table opens nothing in another.
 *
 * @param secret Asked for at first use. Where there is none, the keys are random and the stand-ins end with the process.
 */
export function makeSealer(secret: () => string | undefined): KeySealer {
  let keys: Keys | undefined
  const made = () => (keys ??= keysFrom(secret()))
  return {
    seal(column, value) {
      const tag = tagOf(made(), column, value)
      const encryptor = createCipheriv(cipher, made().encryption, tag)
      const sealed = Buffer.concat([tag, encryptor.update(value, 'utf8'), encryptor.final()])
      return mark + sealed.toString('base64url')
    },
    unseal(column, text) {
      if (!text.startsWith(mark)) return null
      const sealed = Buffer.from(text.slice(mark.length), 'base64url')
      // One spelling for each stand-in: the decoder passes over what it does not know.
      if (sealed.length < tagLength || mark + sealed.toString('base64url') !== text) return null
      const tag = sealed.subarray(0, tagLength)
      const decryptor = createDecipheriv(cipher, made().encryption, tag)
      const value = Buffer.concat([decryptor.update(sealed.subarray(tagLength)), decryptor.final()]).toString('utf8')
      return timingSafeEqual(tag, tagOf(made(), column, value)) ? value : null
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

/** Each part goes with its length before it, so that no two lists of parts read alike. */
function tagOf({ authentication }: Keys, { table, name }: Place, value: string): Buffer {
  const hmac = createHmac('sha256', authentication)
  for (const part of [table.schema ?? '', table.name, name, value]) {
    const bytes = Buffer.from(part)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    hmac.update(length).update(bytes)
  }
  return hmac.digest().subarray(0, tagLength)
}

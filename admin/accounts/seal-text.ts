import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const cipher = 'aes-256-gcm'
const nonceLength = 12
const tagLength = 16
const version = 'v1.'

const keyFrom = (secret: string) => Buffer.from(hkdfSync('sha256', secret, '', 'brolly: sealed texts', 32))

/**
 * Encrypts a text with a key derived from the current secret.
 *
 * @param purpose What it is for and whose it is: it can be opened for the same purpose only.
 * @throws {Error} Without any secret.
 */
export function sealText(secrets: readonly string[], purpose: string, text: string): string {
  const [secret] = secrets
  if (secret === undefined) throw new Error('There is no AUTH_SECRET to encrypt with.')
  const nonce = randomBytes(nonceLength)
  const encryptor = createCipheriv(cipher, keyFrom(secret), nonce).setAAD(Buffer.from(purpose))
  const content = Buffer.concat([encryptor.update(text, 'utf8'), encryptor.final()])
  return version + Buffer.concat([nonce, encryptor.getAuthTag(), content]).toString('base64url')
}

export interface OpenedText {
  readonly text: string
  /** Whether an earlier secret was needed, so that it is time to seal it anew. */
  readonly isOld: boolean
}

/** The text of a sealed one; null for anything that none of the secrets sealed for this purpose. */
export function openText(secrets: readonly string[], purpose: string, sealed: string): OpenedText | null {
  if (!sealed.startsWith(version)) return null
  const bytes = Buffer.from(sealed.slice(version.length), 'base64url')
  if (bytes.length < nonceLength + tagLength) return null
  const tag = bytes.subarray(nonceLength, nonceLength + tagLength)
  for (const [index, secret] of secrets.entries()) {
    const decryptor = createDecipheriv(cipher, keyFrom(secret), bytes.subarray(0, nonceLength), {
      authTagLength: tagLength,
    })
    decryptor.setAAD(Buffer.from(purpose)).setAuthTag(tag)
    try {
      const text = decryptor.update(bytes.subarray(nonceLength + tagLength)).toString('utf8')
      decryptor.final()
      return { text, isOld: index > 0 }
    } catch {
      // Another secret, or not ours.
    }
  }
  return null
}

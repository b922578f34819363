import { createHash, pbkdf2, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto'
import { promisify } from 'node:util'
import { verify } from '@node-rs/argon2'
import { compare } from 'bcryptjs'

const derive = promisify(pbkdf2)
const deriveScrypt = promisify<string, string, number, ScryptOptions, Buffer>(scrypt)

/** A hash that asks for more work than this is not a hash of Django. */
const mostIterations = 10_000_000
const mostMemory = 256 * 1024 * 1024
const mostRounds = 15

/**
 * Checks a password against a hash that was taken over from Django: `pbkdf2_sha256`, `argon2`, `scrypt`, `bcrypt_sha256`
 * or `bcrypt`.
 * @returns Null if the hash is none of them.
 */
export async function matchesDjango(hash: string, password: string): Promise<boolean | null> {
  const [algorithm = '', ...parts] = hash.split('$')
  switch (algorithm) {
    case 'pbkdf2_sha256':
      return matchesPbkdf2(parts, password)
    case 'argon2':
      return verify(`$${parts.join('$')}`, password)
    case 'scrypt':
      return matchesScrypt(parts, password)
    // bcrypt takes 72 bytes, so Django's default hashes the password first.
    case 'bcrypt_sha256':
      return matchesBcrypt(parts, createHash('sha256').update(password).digest('hex'))
    case 'bcrypt':
      return matchesBcrypt(parts, password)
    default:
      return null
  }
}

/** `<iterations>$<salt>$<hash>` */
async function matchesPbkdf2([rounds, salt, hash]: readonly string[], password: string): Promise<boolean> {
  const iterations = Number(rounds)
  if (salt === undefined || hash === undefined || !(iterations > 0 && iterations <= mostIterations)) return false
  const expected = Buffer.from(hash, 'base64')
  return expected.length > 0 && isEqual(await derive(password, salt, iterations, expected.length, 'sha256'), expected)
}

/** `<cost>$<salt>$<block size>$<parallelism>$<hash>` */
async function matchesScrypt([cost, salt, size, lanes, hash]: readonly string[], password: string): Promise<boolean> {
  if (salt === undefined || hash === undefined) return false
  const expected = Buffer.from(hash, 'base64')
  if (expected.length === 0) return false
  const options = { N: Number(cost), r: Number(size), p: Number(lanes), maxmem: mostMemory }
  return isEqual(await deriveScrypt(password, salt, expected.length, options), expected)
}

/** `$2b$<rounds>$<salt and hash>` */
async function matchesBcrypt(parts: readonly string[], password: string): Promise<boolean> {
  const hash = parts.join('$')
  const rounds = Number(/^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/u.exec(hash)?.[1])
  return rounds <= mostRounds && compare(password, hash)
}

const isEqual = (one: Buffer, other: Buffer) => one.length === other.length && timingSafeEqual(one, other)

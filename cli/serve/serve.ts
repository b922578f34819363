import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { AdminError } from '@/admin/errors'
import type { Environment } from '@/env'
import type { CommandContext } from '../command'
import { isFree } from '../embedded/free-port'

/** The minimum length of a secret in bytes, so that nothing it signs can be forged by guessing. */
const minimumSecretBytes = 32

const makeSecret = `node -p "crypto.randomBytes(48).toString('base64url')"`

/** @throws {AdminError} `MISCONFIGURED` unless the secret is safe for production. */
export function requireSecret(secret: string | undefined, name = 'AUTH_SECRET'): string {
  if (secret === undefined) throw new AdminError('MISCONFIGURED', `${name} is not set. Make one with: ${makeSecret}`)
  const bytes = Buffer.byteLength(secret)
  if (bytes < minimumSecretBytes)
    throw new AdminError(
      'MISCONFIGURED',
      `${name} has ${bytes} bytes but needs at least ${minimumSecretBytes}. Make one with: ${makeSecret}`,
    )
  const weakness = secretWeakness(secret)
  if (weakness !== null) throw new AdminError('MISCONFIGURED', `${name} ${weakness}. Make one with: ${makeSecret}`)
  return secret
}

/**
 * Earlier secrets are accepted like the current one, so they must be as strong.
 * @throws {AdminError} `MISCONFIGURED`
 */
export function requireOldSecrets(text: string | undefined): void {
  for (const secret of (text ?? '').split(',').map((part) => part.trim()))
    if (secret !== '') requireSecret(secret, 'AUTH_SECRET_OLD')
}

/** The number of different characters that a random secret of this length always has. */
const fewestDifferent = 10
const placeholder =
  /^(?:auth|change|default|demo|dev|development|do|example|for|here|in|insert|it|key|long|me|my|not|now|password|placeholder|please|prod|production|put|random|replace|secret|some|string|super|test|the|this|to|todo|use|very|with|x+|you|your)+$/u

/** Why a secret of sufficient length could still be guessed; null if it looks random. */
export function secretWeakness(secret: string): string | null {
  const words = secret.toLowerCase().replaceAll(/[^a-z]/gu, '')
  if (words.includes('changeme') || words.includes('replaceme') || (words !== '' && placeholder.test(words)))
    return 'is a placeholder'
  if (isRepeated(secret) || new Set(secret).size < fewestDifferent) return 'repeats itself'
  const steps = [...secret].filter(
    (letter, index) => index > 0 && Math.abs(letter.charCodeAt(0) - secret.charCodeAt(index - 1)) <= 1,
  )
  return steps.length > secret.length / 2 ? 'is a sequence' : null
}

/** Whether it repeats a shorter text. */
const isRepeated = (text: string) =>
  Array.from({ length: Math.floor(text.length / 2) }, (_, index) => index + 1).some(
    (length) => text.slice(length) === text.slice(0, -length),
  )

/** The development secret of this folder, created once. */
export function developmentSecret(context: CommandContext): string {
  if (context.env.AUTH_SECRET !== undefined) return context.env.AUTH_SECRET
  const folder = path.resolve(context.root, context.env.BROLLY_DATA_DIR)
  const file = path.join(folder, 'auth-secret')
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const secret = randomBytes(48).toString('base64url')
  writeFileSync(file, `${secret}\n`, { mode: 0o600 })
  return secret
}

/**
 * The port to listen on: the requested one, or else 3000 or, in development, the next free one.
 *
 * @throws {AdminError} `CONFLICT` if it is taken.
 */
export async function choosePort(context: CommandContext, host: string, options: { search: boolean }): Promise<number> {
  const wanted = context.env.PORT
  if (wanted !== undefined) {
    if (await isFreeSoon(wanted, host)) return wanted
    throw new AdminError('CONFLICT', `Port ${wanted} is taken. Stop the process that uses it, or set PORT.`)
  }
  for (let port = 3000; port < (options.search ? 3100 : 3001); port++) {
    if (!(await (options.search ? isFree : isFreeSoon)(port, host))) continue
    if (port !== 3000) context.terminal.print(`Port 3000 is taken; using ${port}.`)
    return port
  }
  throw new AdminError('CONFLICT', 'Port 3000 is taken. Stop the process that uses it, or set PORT.')
}

/** A previous server may still be shutting down: if its parent was killed, it notices a moment later. */
const patienceMs = 4_000

async function isFreeSoon(port: number, host: string): Promise<boolean> {
  for (const end = Date.now() + patienceMs; ; await delay(100)) {
    if (await isFree(port, host)) return true
    if (Date.now() > end) return false
  }
}

/** The environment variables that Next.js and next-auth read. */
export function serverVariables(
  env: Environment,
  values: { url: string; secret: string; port: number },
): Record<string, string | undefined> {
  return {
    DATABASE_URL: values.url,
    AUTH_SECRET: values.secret,
    AUTH_TRUST_HOST: 'true',
    AUTH_URL: env.BROLLY_URL,
    PORT: String(values.port),
  }
}

import { hash, verify } from '@node-rs/argon2'
import { AdminError } from '../errors'
import { accountSettings, type AccountSettings } from '../site/account-options'
import { matchesDjango } from './django-hashes'
import { defaultValidators } from './password-validators'
import * as words from '../words/accounts'

/** The OWASP minimum for argon2id: 19 MiB, two passes, one lane. Raise the memory first. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const longestBytes = 1024

/** Hashing shares the thread pool with file access and name resolution, so at most this many run at once. */
const mostAtOnce = 2
/** If more are waiting, answers would come too late. */
const mostWaiting = 100
let running = 0
const waiting: (() => void)[] = []

async function queued<Result>(work: () => Promise<Result>): Promise<Result> {
  if (waiting.length >= mostWaiting) throw new AdminError('UNAVAILABLE', words.tooManyLogins, { retryAfter: 5 })
  if (running >= mostAtOnce) await new Promise<void>((resolve) => waiting.push(resolve))
  else running += 1
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
}

/**
 * A PHC string of argon2id. Keyboards may produce an accented letter as one or two characters, so the password is
 * normalised first.
 */
export function hashPassword(password: string): Promise<string> {
  return queued(() => hash(password.normalize('NFC'), parameters))
}

/** An unreadable hash matches no password; a full queue is an error of its own. */
function refusedOrFalse(error: unknown): false {
  if (error instanceof AdminError) throw error
  return false
}

const matches = async (passwordHash: string, password: string) =>
  (await matchesDjango(passwordHash, password)) ?? verify(passwordHash, password)

let dummyHash: Promise<string> | undefined

/** Whether the password matches the hash. Without a hash the same work is done, so that the timing reveals nothing. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  if (Buffer.byteLength(password) > longestBytes) return false
  dummyHash ??= hashPassword('no account has this password')
  const tried = passwordHash ?? (await dummyHash)
  let right = false
  // Older hashes used the password as typed. The second spelling is always tried, so that the timing reveals nothing.
  for (const spelling of new Set([password.normalize('NFC'), password]))
    right = (await queued(() => matches(tried, spelling)).catch(refusedOrFalse)) || right
  return passwordHash !== null && right
}

/** Whether a hash was made with other parameters or by another program, so that it is replaced at the next log-in. */
export const isOutdated = (passwordHash: string | null): boolean => {
  const { memoryCost, timeCost, parallelism } = parameters
  return passwordHash?.startsWith(`$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`) !== true
}

export interface PasswordOwner {
  readonly email: string
  readonly name: string
}

/**
 * Rejects a password that is too short, too long, or refused by a validator.
 * @throws {AdminError} `INVALID`, with the message at the field `password`.
 */
export async function checkPassword(
  password: string,
  owner: PasswordOwner,
  rules: AccountSettings['passwords'] = accountSettings().passwords,
): Promise<void> {
  const problem = await passwordProblem(password, owner, rules)
  if (problem !== null) throw new AdminError('INVALID', problem, { fields: { password: problem } })
}

async function passwordProblem(
  password: string,
  owner: PasswordOwner,
  { minLength, validators }: AccountSettings['passwords'],
): Promise<string | null> {
  if (Buffer.byteLength(password) > longestBytes) return words.passwordTooLong(longestBytes)
  if ([...password].length < minLength) return words.passwordTooShort(minLength)
  for (const validator of validators ?? defaultValidators) {
    const problem = await validator(password, owner)
    if (problem !== null) return problem
  }
  return null
}

/** A new password, typed twice. */
export interface NewPassword {
  password: string
  repeat: string
}

/** @throws {AdminError} `INVALID`, with the message at the field `repeat`. */
export function checkRepeat({ password, repeat }: NewPassword): void {
  if (password !== repeat)
    throw new AdminError('INVALID', words.passwordsDiffer, { fields: { repeat: words.differsFromFirst } })
}

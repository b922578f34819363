import { hash, verify } from '@node-rs/argon2'
import { AdminError } from '../errors'
import { commonPasswords } from './common-passwords'
import * as words from '../words/accounts'

/** OWASP's floor for argon2id: 19 MiB, two passes, one lane. Raise the memory first. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const longestBytes = 1024
const shortest = 10

/** Hashing shares the thread pool with files and name look-ups: no more than this many at once. */
const mostAtOnce = 2
/** Past so many waiting, answers would come too late to be of use. */
const mostWaiting = 100
let running = 0
const waiting: (() => void)[] = []

async function queued<Result>(work: () => Promise<Result>): Promise<Result> {
  if (waiting.length >= mostWaiting) throw new AdminError('UNAVAILABLE', words.tooManyLogins)
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

/** A PHC string of argon2id. Keyboards write an accent as one letter or as two; the hash is of one spelling. */
export function hashPassword(password: string): Promise<string> {
  return queued(() => hash(password.normalize('NFC'), parameters))
}

/** A hash that cannot be read matches nothing; a full queue is another matter. */
function refusedOrFalse(error: unknown): false {
  if (error instanceof AdminError) throw error
  return false
}

let dummyHash: Promise<string> | undefined

/** Whether the password is the one behind the hash. Without a hash the same work is done for nothing, so that time tells nothing. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  if (Buffer.byteLength(password) > longestBytes) return false
  dummyHash ??= hashPassword('no account has this password')
  const tried = passwordHash ?? (await dummyHash)
  let right = false
  // Older hashes are of the password as it was typed. The second spelling is always tried, so that time tells nothing.
  for (const spelling of new Set([password.normalize('NFC'), password]))
    right = (await queued(() => verify(tried, spelling)).catch(refusedOrFalse)) || right
  return passwordHash !== null && right
}

/**
 * Refuses a password that is too short, too long, common, all digits, or the address itself.
 * @throws {AdminError} `INVALID`, with the words at the field `password`.
 */
export function checkPassword(password: string, email: string): void {
  const problem = passwordProblem(password, email)
  if (problem) throw new AdminError('INVALID', problem, { fields: { password: problem } })
}

function passwordProblem(password: string, email: string): string | null {
  if (Buffer.byteLength(password) > longestBytes) return words.passwordTooLong(longestBytes)
  if ([...password].length < shortest) return words.passwordTooShort(shortest)
  const lower = password.toLowerCase()
  if (commonPasswords.has(lower)) return words.passwordTooCommon
  if (/^\d+$/u.test(password)) return words.passwordDigitsOnly
  const [local = ''] = email.toLowerCase().split('@')
  if (lower === email.toLowerCase() || (local.length >= 4 && lower.replace(/\d+$/u, '') === local))
    return words.passwordIsEmail
  return null
}

import { createHash, randomInt } from 'node:crypto'
import { and, count, eq } from 'drizzle-orm'
import { recoveryCodes } from '../../brolly/tables'
import type { Database } from '../../postgres/database'

const codesInAll = 10
/** Without I, L, O and U, which are mistaken for others. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const groups = 6
const groupLength = 4
/** Codes from before have four groups, and still work. */
const lengths = new Set([groups * groupLength, 4 * groupLength])

/** 120 random bits: a hash of it needs no salt and no slow function. */
const newCode = (): string =>
  Array.from({ length: groups }, () =>
    Array.from({ length: groupLength }, () => letters[randomInt(letters.length)]).join(''),
  ).join('-')

/** As it was shown, however it is typed. */
const normalCode = (typed: string): string =>
  typed.toUpperCase().replaceAll(/[\s-]/gu, '').replaceAll('O', '0').replaceAll(/[IL]/gu, '1')

const hashCode = (code: string): string => createHash('sha256').update(normalCode(code)).digest('hex')

/** Whether a text could be a recovery code rather than one of an authenticator app. */
export const looksLikeRecoveryCode = (typed: string): boolean => lengths.has(normalCode(typed).length)

/** Replaces the recovery codes of an account. @returns The new ones, which are not stored and cannot be shown again. */
export async function replaceRecoveryCodes(tx: Database, userId: string): Promise<string[]> {
  const codes = Array.from({ length: codesInAll }, newCode)
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId))
  await tx.insert(recoveryCodes).values(codes.map((code) => ({ userId, codeHash: hashCode(code) })))
  return codes
}

/** Uses a recovery code up. @returns Whether it was one: of several attempts at the same time, one succeeds. */
export async function useRecoveryCode(db: Database, userId: string, typed: string): Promise<boolean> {
  const used = await db
    .delete(recoveryCodes)
    .where(and(eq(recoveryCodes.userId, userId), eq(recoveryCodes.codeHash, hashCode(typed))))
    .returning({ userId: recoveryCodes.userId })
  return used.length > 0
}

export async function countRecoveryCodes(db: Database, userId: string): Promise<number> {
  const [row] = await db.select({ left: count() }).from(recoveryCodes).where(eq(recoveryCodes.userId, userId))
  return row?.left ?? 0
}

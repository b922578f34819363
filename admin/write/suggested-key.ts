import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { mayAct, rowsAllowed } from '../permissions/rows-allowed'
import { columnSql, fromSql, rootRef } from '../query/table-ref'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { isUuid } from '../schema/uuid'

const random = /^[0-9A-Za-z_-]{16,64}$/u

/**
 * Suggests a key if nothing generates one (a fifth of all real tables): a uuid, the next number, or a random text that
 * resembles an existing key. Null for natural keys, which a user must type, and for keys that refer to another row.
 */
export async function suggestedKey(ctx: AdminContext, admin: Admin, column: ColumnModel): Promise<string | null> {
  // The next value of a secret would reveal the last one.
  if (
    column.secret ||
    column.link ||
    column.defaultKind !== 'none' ||
    column.sequence !== null ||
    admin.table.key.length !== 1
  )
    return null
  if (column.baseType === 'uuid') return randomUUID()
  // The last key reveals rows of others, so it is only used for actors who may view all rows.
  if (!mayAct(ctx, admin, 'view') || !rowsAllowed(ctx, admin, { verb: 'view', alias: 't' }).all) return null
  const ref = rootRef(admin.table)
  const expression = columnSql(ref, column)
  const [row] = await ctx.db.execute<{ last: string | null }>(
    sql`select ${expression}::text as last from ${fromSql(ref)} order by ${expression} desc limit 1`,
  )
  const last = row?.last ?? null
  if (['int2', 'int4', 'int8'].includes(column.baseType)) return last === null ? '1' : String(BigInt(last) + 1n)
  if (!['text', 'varchar', 'bpchar'].includes(column.baseType) || last === null) return null
  if (isUuid(last)) return randomUUID()
  return random.test(last) && /\d/u.test(last) && /[A-Za-z]/u.test(last) ? randomLike(last) : null
}

/**
 * Has the length and the character classes of the sample, and starts with its first character, as cuids and prefixed
 * ids do.
 */
function randomLike(sample: string): string {
  const prefix = /^[a-z]+_/u.exec(sample)?.[0] ?? (/^c[a-z0-9]+$/u.test(sample) ? 'c' : '')
  const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789' + (/[A-Z]/u.test(sample) ? 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' : '')
  const letters = [...randomBytes(sample.length - prefix.length)].map((byte) => alphabet.charAt(byte % alphabet.length))
  return prefix + letters.join('')
}

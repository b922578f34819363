import { sql } from 'drizzle-orm'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'

/**
 * Takes the form's token for this transaction. Of two posts of one form the second waits here for the first, and learns the
 * key of the row that it made.
 * @returns The key of the row made by an earlier post, or null: this is the first.
 */
export async function claimToken(ctx: AdminContext, admin: Admin, token: string | undefined): Promise<string | null> {
  if (token === undefined || token === '' || token.length > 100) return null
  const claimed = await ctx.db.execute(
    sql`insert into brolly.submit_tokens (token, user_id, "table", key) values (${token}, ${ctx.actor.id}::text::uuid, ${admin.path}, '') on conflict (token) do nothing returning token`,
  )
  if (claimed.length === 0) return keyOfToken(ctx, admin, token)
  // Nobody posts a form again after two days. A few at a time, and none that another transaction is removing.
  await ctx.db.execute(
    sql`delete from brolly.submit_tokens where token in (select token from brolly.submit_tokens where created_at < now() - interval '2 days' limit 100 for update skip locked)`,
  )
  return null
}

/** The key of the row that an earlier post of this form was about; null when there was none. */
export async function keyOfToken(ctx: AdminContext, admin: Admin, token: string | undefined): Promise<string | null> {
  if (token === undefined || token === '' || token.length > 100) return null
  const [earlier] = await ctx.db.execute<{ key: string }>(
    sql`select key from brolly.submit_tokens where token = ${token} and user_id = ${ctx.actor.id}::text::uuid and "table" = ${admin.path}`,
  )
  return earlier?.key ?? null
}

/** Writes down which row the token made. */
export async function releaseAs(ctx: AdminContext, token: string | undefined, key: string): Promise<void> {
  if (token === undefined || token === '') return
  await ctx.db.execute(
    sql`update brolly.submit_tokens set key = ${key} where token = ${token} and user_id = ${ctx.actor.id}::text::uuid`,
  )
}

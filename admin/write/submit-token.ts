import { sql } from 'drizzle-orm'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'

/**
 * Claims the form's token for this transaction. If a form is posted twice, the second post waits here for the first,
 * and learns the key of the row that it saved.
 *
 * @param form.key The row's key, if it is known before the row is saved.
 * @returns The key of the row that an earlier post saved, or null for the first one.
 */
export async function claimToken(
  ctx: AdminContext,
  admin: Admin,
  { token, key = '' }: { token: string | undefined; key?: string },
): Promise<string | null> {
  if (token === undefined || token === '' || token.length > 100) return null
  // No form is posted again after two days. Old tokens are deleted a few at a time, except those that another
  // transaction is deleting.
  const claimed = await ctx.db.execute(sql`
    with old as (delete from brolly.submit_tokens where token in (
      select token from brolly.submit_tokens where created_at < now() - interval '2 days' limit 100 for update skip locked))
    insert into brolly.submit_tokens (token, user_id, "table", key)
    values (${token}, ${ctx.actor.id}::text::uuid, ${admin.path}, ${key}) on conflict (token) do nothing returning token`)
  return claimed.length === 0 ? keyOfToken(ctx, admin, token) : null
}

/** The key of the row that an earlier post of this form saved; null if there was none. */
export async function keyOfToken(ctx: AdminContext, admin: Admin, token: string | undefined): Promise<string | null> {
  if (token === undefined || token === '' || token.length > 100) return null
  const [earlier] = await ctx.db.execute<{ key: string }>(
    sql`select key from brolly.submit_tokens where token = ${token} and user_id = ${ctx.actor.id}::text::uuid and "table" = ${admin.path}`,
  )
  return earlier?.key ?? null
}

/** Records which row the token's form saved. */
export async function releaseAs(ctx: AdminContext, token: string | undefined, key: string): Promise<void> {
  if (token === undefined || token === '') return
  await ctx.db.execute(
    sql`update brolly.submit_tokens set key = ${key} where token = ${token} and user_id = ${ctx.actor.id}::text::uuid`,
  )
}

/** The token of a row is the form's and the prefix of the row's inputs, in which names of tables are escaped. */
const longestRowToken = 1000

/** Whether a token can be claimed. A row without such a token is added each time that it is sent. */
export const isRowToken = (token: string | undefined): token is string =>
  token !== undefined && token !== '' && token.length <= longestRowToken

/**
 * Claims the tokens of several new rows at once.
 * @returns Those that no earlier post has claimed.
 */
export async function claimTokens(
  ctx: AdminContext,
  admin: Admin,
  tokens: readonly string[],
): Promise<ReadonlySet<string>> {
  const values = tokens.map((token) => sql`(${token}, ${ctx.actor.id}::text::uuid, ${admin.path}, '')`)
  const claimed =
    values.length === 0
      ? []
      : await ctx.db.execute<{ token: string }>(
          sql`insert into brolly.submit_tokens (token, user_id, "table", key) values ${sql.join(values, sql`, `)} on conflict (token) do nothing returning token`,
        )
  return new Set(claimed.map(({ token }) => token))
}

import { sql, type SQL } from 'drizzle-orm'
import { scopesOf } from '../accounts/api-tokens'
import { accountPath } from '../accounts/visit'
import { formatMoment } from '../audit/moments'
import type { AdminContext } from '../site/context'
import { systemPath, withQuery } from '../site/paths'
import { grantedTables } from './permissions-page'
import type { TokenEntry, TokensPage } from './shapes/tokens'

interface TokenRow extends Record<string, unknown> {
  id: string
  name: string
  owner: string
  scopes: string
  created_at: string
  expires_at: string
  expired: string
  last_used_at: string | null
  address: string | null
}

const mostShown = 200

/** The actor's API tokens, and what a new one can have. Superusers see the tokens of others, too: the latest 200. */
export async function tokensPage(ctx: AdminContext): Promise<TokensPage> {
  const { id, isSuperuser } = ctx.actor
  const scopes = scopesOf(ctx)
  const withScope = new Set(scopes.map((scope) => scope.slice(0, scope.lastIndexOf('.'))))
  return {
    tokens: await tokensWhere(ctx, sql`t.user_id = ${id}::text::uuid`),
    others: isSuperuser ? await tokensWhere(ctx, sql`t.user_id <> ${id}::text::uuid`) : null,
    tables: grantedTables(ctx).filter(({ path }) => withScope.has(path)),
    scopes,
    confirmHref: ctx.actor.isFresh
      ? null
      : withQuery(accountPath(ctx, 'admin', 'confirm'), [['next', systemPath(ctx, 'tokens')]]),
    ...ctx.site.accounts.tokens,
  }
}

async function tokensWhere(ctx: AdminContext, where: SQL): Promise<TokenEntry[]> {
  const rows = await ctx.db.execute<TokenRow>(sql`
    select t.id, t.name, u.email as owner, to_json(t.scopes)::text as scopes, t.created_at::text, t.expires_at::text,
      (t.expires_at <= now())::text as expired, t.last_used_at::text, host(t.last_used_address) as address
    from brolly.api_tokens t join brolly.users u on u.id = t.user_id
    where ${where} order by t.created_at desc, t.id limit ${sql.raw(String(mostShown))}`)
  return rows.map((row) => {
    const expires = formatMoment(ctx, row.expires_at)
    const used = row.last_used_at === null ? null : formatMoment(ctx, row.last_used_at)
    return {
      id: row.id,
      name: row.name,
      owner: row.owner,
      // Written by to_json above.
      scopes: JSON.parse(row.scopes) as string[],
      made: formatMoment(ctx, row.created_at).shown,
      expires: expires.shown,
      expiresExact: expires.exact,
      isExpired: row.expired === 'true',
      lastUsed: used?.shown ?? null,
      lastUsedExact: used?.exact ?? '',
      lastAddress: row.address ?? '',
    }
  })
}

import type { TokenEntry, TokensPage } from '@/admin/client'
import { Badge } from '../../ui/badge'
import { Button, ButtonLink } from '../../ui/button'
import * as words from '../../words/tokens'
import { TokenForm, type TokenState } from './token-form'

interface TokensScreenProps {
  page: TokensPage
  makeAction: (state: TokenState, data: FormData) => Promise<TokenState>
  /** Revokes the token whose button was pressed. */
  revokeAction: (data: FormData) => Promise<void>
}

/** One's own API tokens, a form for another one and, for superusers, the tokens of others. */
export function TokensScreen({ page, makeAction, revokeAction }: TokensScreenProps) {
  const { tokens, others } = page
  return (
    <div className="page">
      <div className="page-head">
        <h1>{words.title}</h1>
      </div>
      <p className="lead">{words.lead}</p>
      {tokens.length === 0 ? (
        <p className="entries-none">{words.none}</p>
      ) : (
        <TokenTable label={words.title} tokens={tokens} revokeAction={revokeAction} />
      )}
      <section className="account-part" aria-labelledby="new-token">
        <h2 id="new-token">{words.newToken}</h2>
        <MakeToken page={page} makeAction={makeAction} />
      </section>
      {others && (
        <section className="account-part" aria-labelledby="others">
          <h2 id="others">{words.others}</h2>
          {others.length === 0 ? (
            <p className="entries-none">{words.noneOfOthers}</p>
          ) : (
            <TokenTable label={words.others} tokens={others} owners revokeAction={revokeAction} />
          )}
        </section>
      )}
    </div>
  )
}

function MakeToken({ page, makeAction }: Pick<TokensScreenProps, 'page' | 'makeAction'>) {
  if (page.scopes.length === 0) return <p className="lead">{words.noScopes}</p>
  if (page.confirmHref === null) return <TokenForm page={page} action={makeAction} />
  return (
    <>
      <p className="lead">{words.confirmFirst}</p>
      <ButtonLink href={page.confirmHref}>{words.confirm}</ButtonLink>
    </>
  )
}

interface TokenTableProps {
  label: string
  tokens: TokenEntry[]
  /** Whether the accounts are shown. */
  owners?: boolean
  revokeAction: (data: FormData) => Promise<void>
}

function TokenTable({ label, tokens, owners = false, revokeAction }: TokenTableProps) {
  return (
    <form action={revokeAction} className="matrix-scroll">
      <table className="grid-table tokens" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{words.columns.name}</th>
            {owners && <th scope="col">{words.columns.owner}</th>}
            <th scope="col" className="token-expires">
              {words.columns.expires}
            </th>
            <th scope="col">{words.columns.lastUsed}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <Token key={token.id} token={token} owners={owners} />
          ))}
        </tbody>
      </table>
    </form>
  )
}

function Token({ token, owners }: { token: TokenEntry; owners: boolean }) {
  const { id, name, owner, scopes, isExpired, expires, expiresExact, lastUsed, lastUsedExact, lastAddress } = token
  return (
    <tr>
      <td>
        {name} {isExpired && <Badge tone="warning">{words.expired}</Badge>}
        <div className="token-scopes">
          {scopes.length > 6 ? (
            <span title={scopes.join(', ')}>{words.scopeCount(scopes.length)}</span>
          ) : (
            scopes.join(', ')
          )}
        </div>
      </td>
      {owners && <td>{owner}</td>}
      <td className="token-expires">
        <time title={expiresExact}>{expires}</time>
      </td>
      <td>
        {lastUsed === null ? words.never : <time title={lastUsedExact}>{words.usedFrom(lastUsed, lastAddress)}</time>}
      </td>
      <td className="n">
        <Button type="submit" name="token" value={id} aria-label={words.revokeOf(name)}>
          {words.revoke}
        </Button>
      </td>
    </tr>
  )
}

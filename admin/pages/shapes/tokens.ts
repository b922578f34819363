import type { PermissionsPage } from '../permissions-page'

/** The API tokens of the user; for a superuser also those of others. */
export interface TokensPage {
  tokens: TokenEntry[]
  /** Null for users who are not superusers. */
  others: TokenEntry[] | null
  /** The tables for which the user can give permissions to a token. */
  tables: PermissionsPage['tables']
  /** Those permissions: `orders.export`. */
  scopes: string[]
  /** Where the user confirms who they are before they make a token; null if they have just done so. */
  confirmHref: string | null
  defaultDays: number
  mostDays: number
}

export interface TokenEntry {
  /** For revoking it. No secret. */
  id: string
  name: string
  /** The account's address. */
  owner: string
  scopes: string[]
  made: string
  expires: string
  expiresExact: string
  isExpired: boolean
  /** Null if it was never used. */
  lastUsed: string | null
  lastUsedExact: string
  lastAddress: string
}

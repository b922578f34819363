/** The second factors of an account, for whoever may remove them. */
export interface FactorsPage {
  readonly email: string
  /** What there is: `Authenticator app`, a passkey by its name. Recovery codes are no factor of their own. */
  readonly factors: readonly { readonly name: string; readonly since: string; readonly lastUsed: string | null }[]
  readonly recoveryCodes: number
  /** Whether they can be removed here; one's own are removed on the page of one's account. */
  readonly isOwn: boolean
}

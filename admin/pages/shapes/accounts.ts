/** The form for a new account. */
export interface AddAccountPage {
  readonly listHref: string
  readonly listLabel: string
  /** Null for an actor who may not give groups. */
  readonly groups: readonly { readonly id: string; readonly name: string }[] | null
  /** Whether the actor may make the account staff or a superuser. */
  readonly mayGiveAccess: boolean
  /** How somebody can get into the account. */
  readonly entries: readonly ('invitation' | 'password' | 'none')[]
  /** Why nobody can be invited; null if it is possible. */
  readonly noInvitations: string | null
}

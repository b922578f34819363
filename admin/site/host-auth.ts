/** Who is logged in with a library of the project's own. */
export interface HostUser {
  /** The id of the Brolly account. If it is given, nothing else is looked at. */
  readonly id?: string
  /** Otherwise the account is found by its address, */
  readonly email?: string
  /** if the library has verified it. Default false. */
  readonly emailVerified?: boolean
  /** For an account that is made. */
  readonly name?: string
  /**
   * Whether the user has just proved who they are, so that they may change rights, addresses and tokens. Default true: the library
   * decides.
   */
  readonly isFresh?: boolean
}

/** Sessions of another library instead of Brolly's own: `defineSite({ accounts: { auth } })`. */
export interface HostAuth {
  /** Who sent the request; null for a visitor. Called once per request, in the admin and by the guards of pages. */
  user: () => Promise<HostUser | null> | HostUser | null
  /** The log-in page. It receives `?next=<path>`. */
  logInHref: string
  /** Where the buttons to log out lead. */
  logOutHref: string
  /** The names of the session cookies. A post with one of them and no sign of its origin is refused, as with Brolly's. */
  cookies: readonly string[]
  /** Whether an account is made for a verified address that has none. It is not staff and has no groups. Default false. */
  create?: boolean
}

/** The members of a group. */
export interface MembersPage {
  readonly group: string
  readonly groupHref: string
  /** Up to a page of members, by email address. */
  readonly members: readonly { readonly email: string; readonly name: string; readonly href: string }[]
  /** The URL of the members that follow; null at the end. */
  readonly nextHref: string | null
  /** The URL of the first members; null on the first page. */
  readonly firstHref: string | null
}

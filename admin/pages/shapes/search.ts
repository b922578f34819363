/** A table or a page of the admin. */
export interface FoundLink {
  label: string
  href: string
}

/** A row, with what tells it from others. */
export interface FoundRow extends FoundLink {
  detail: string
}

/** Rows of one table. */
export interface FoundGroup {
  label: string
  /** The list with all rows that match, if there are more. */
  allHref: string | null
  /** `exact`: the text is the row's key or the whole value of a unique column. */
  rows: (FoundRow & { exact: boolean })[]
}

export interface SearchPage {
  text: string
  links: FoundLink[]
  groups: FoundGroup[]
  /** Without a text: the rows that the actor used last. */
  recent: FoundRow[]
  /** Tables that could not be searched in time, with the address of their own search. */
  unsearched: FoundLink[]
}

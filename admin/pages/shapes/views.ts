/** A list that was saved under a name. */
export interface SavedView {
  id: string
  name: string
  /** The list; null if it needs columns that are gone or that the actor may not view. */
  href: string | null
  /** Who has it besides its owner: everybody, or a group by name; null for nobody. */
  audience: { everybody: true } | { group: string } | null
  /** The owner's email; null for one's own. */
  owner: string | null
  /** Whether the actor may delete it. */
  removable: boolean
}

/** The views of a table's list, and a form to save one. */
export interface ViewsPage {
  title: string
  listHref: string
  views: SavedView[]
  /** The list that would be saved: its query string and what it shows; null if it cannot be saved. */
  current: { query: string; filters: string[] } | null
  /** Whether views can be saved for others, and for which groups. */
  mayShare: boolean
  groups: { id: string; name: string }[]
}

/** A list that was saved under a name. */
export interface SavedView {
  id: string
  name: string
  /** The list; null if it needs columns that are gone or that the actor may not view. */
  href: string | null
  /** Who has it besides its owner: everybody, or a group by name; null for nobody. */
  audience: { everybody: true } | { group: string; groupId: string } | null
  /** The owner's email; null for one's own. */
  owner: string | null
  /** Whether the actor may delete it. */
  removable: boolean
  /** Whether the actor may rename it, and say for whom it is. */
  changeable: boolean
  /** Whether the table's plain URL opens it, for the actor. */
  isDefault: boolean
}

/** The views of a table beside its name in the navigation. */
export interface SideViews {
  /** The table as in URLs. */
  table: string
  links: { name: string; href: string; current: boolean }[]
  /** The page of all views, if there are more. */
  moreHref: string | null
  /** Where the numbers of their rows are asked for, as a list of `ViewRows`. */
  countsHref: string
}

/** How many rows a view finds: "182", "10,000+", "about 2.1M". Views whose rows cannot be counted in time have none. */
export interface ViewRows {
  /** The view's list. */
  href: string
  rows: string
}

/** The views of a table's list, and a form to save one. */
export interface ViewsPage {
  title: string
  listHref: string
  views: (SavedView & { rows: string | null; editHref: string | null })[]
  /** The view that is being changed. `audience` is '' for its owner alone, `all`, or a group's id. */
  edited: { id: string; name: string; audience: string } | null
  /** The page without a view that is being changed. */
  href: string
  /** The list that would be saved: its query string and what it shows; null if it cannot be saved. */
  current: { query: string; filters: string[] } | null
  /** Whether views can be saved for others, and for which groups. */
  mayShare: boolean
  groups: { id: string; name: string }[]
}

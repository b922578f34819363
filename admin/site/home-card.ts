import type { PgTable } from 'drizzle-orm/pg-core'
import type { Actor, AdminContext } from './context'

/** What a card of the start page may use to find its value. It runs outside of the gate, as all code of the project does. */
export type CardRequest = Pick<AdminContext, 'db' | 'actor' | 'now' | 'timeZone' | 'locale'>

interface Titled {
  label: string
}

/** A card that shows a list: how many rows it has, its first rows, or its groups. */
export interface ListCard extends Titled {
  table: PgTable
  /**
   * The query string of the list: `status.eq=paid&sort=-created_at`. With `totals`, such as `totals=total.sum`, the first of them is the
   * number. Default: all rows.
   */
  query?: string
  /** Default: `groups` if the query has a `group`, otherwise `number`. */
  show?: 'number' | 'rows' | 'groups'
}

/** A card that shows a value of the project's own. */
export interface ValueCard extends Titled {
  value: (request: CardRequest) => string | number | Promise<string | number>
  /** Where the label leads. A path of the site, or a URL. */
  href?: string
  /** Who has the card. Default: everyone who may open the admin. */
  visible?: (actor: Actor) => boolean
}

/** A card of the start page. Each is loaded after the page, with a time limit of its own. */
export type HomeCard = ListCard | ValueCard

export const isListCard = (card: HomeCard): card is ListCard => 'table' in card

/** A row as an entry of its history left it. */
export interface PastRowPage {
  /** "Carla Fischer as of 3 Mar 2026, 10:14" */
  title: string
  /** "Changed by ada@example.org" */
  sentence: string
  atExact: string
  fields: PastField[]
  historyHref: string
  /** Null if the row no longer exists. */
  recordHref: string | null
  /** The page that puts the whole row back; null if it is as it was, or this user may not. */
  putBackHref: string | null
}

export interface PastField {
  label: string
  /** Null is NULL. */
  then: string | null
  /** The value now, if it differs and the row exists. */
  now: string | null
  differs: boolean
  /** For a relation: the URL of the row that the value refers to. */
  href: string | null
}

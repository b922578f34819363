/** A summary of a record. */
export interface PeekCard {
  title: string
  /** "product" */
  table: string
  href: string
  fields: {
    label: string
    /** Null is NULL. */
    text: string | null
    /** For a relation: the linked row, if the actor may open it. */
    href: string | null
  }[]
}

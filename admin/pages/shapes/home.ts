/** A card of the start page before its content is loaded. */
export interface HomeCardLink {
  label: string
  /** The list that it is about, or another page. */
  href: string | null
  /** Where to ask for its content. */
  contentHref: string
}

/** What a card shows; `none` says why there is nothing. */
export type HomeCardContent =
  | { kind: 'number'; text: string }
  | { kind: 'rows'; rows: { label: string; href: string | null; detail: string }[] }
  /** `share` is that of the largest group, from 0 to 1. */
  | { kind: 'groups'; groups: { label: string; rows: string; share: number; href: string | null }[] }
  | { kind: 'none'; note: string }

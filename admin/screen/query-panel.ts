/** The statements behind a page. */
export interface QueryPanel {
  /** All together, in milliseconds. */
  ms: number
  queries: PanelQuery[]
}

export interface PanelQuery {
  sql: string
  /** As text, cut where long. */
  parameters: string[]
  ms: number
  /** Null where it failed. */
  rows: number | null
  /** The SQLSTATE of a failure. */
  failed: string | null
  /** How often the page sent this very text. */
  times: number
  /** Where its plan is; null for a statement that writes. */
  planHref: string | null
}

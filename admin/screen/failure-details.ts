/** What a developer needs to find a fault; never shown to anybody else. */
export interface FailureDetails {
  /** `products: list.columns[2].value`; null where no declaration had a part in it. */
  declaration: string | null
  message: string
  /** SQLSTATE and what PostgreSQL adds. */
  code: string | null
  hint: string | null
  /** The statement that failed, with a mark before the place where it did. */
  sql: string | null
  /** The project's own lines, nearest first. */
  stack: string[]
}

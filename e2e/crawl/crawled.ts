/** What could be done with a table, or the reason why something was not offered. */
export interface Crawled {
  path: string
  /** The URL of its first row, even after the changes; null if there is none. */
  record: string | null
  rows: number
  sorts: number
  filters: number
  changed: string
  added: string
  deleted: string
  problems: string[]
}

/** The result before anything was tried. */
export const notCrawled = (path: string): Crawled => ({
  path,
  record: null,
  rows: 0,
  sorts: 0,
  filters: 0,
  changed: '',
  added: '',
  deleted: '',
  problems: [],
})

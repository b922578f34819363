/** Milliseconds between two updates. */
const paceMs = 200

/**
 * Shows the progress of a long operation on rows in one line of the terminal, which is overwritten. Shows nothing
 * without a terminal. Uses standard error, because standard output may carry the data.
 */
export class DataProgress {
  readonly #isShown = process.stderr.isTTY === true
  readonly #rows = new Map<string, number>()
  #shownAt = 0

  /** @param about The expected number of rows, if known. */
  add(table: string, rows: number, about = -1): void {
    const done = (this.#rows.get(table) ?? 0) + rows
    this.#rows.set(table, done)
    const now = performance.now()
    if (!this.#isShown || now - this.#shownAt < paceMs) return
    this.#shownAt = now
    const of = about > 0 ? ` of about ${counted(Math.max(about, done))}` : ''
    process.stderr.write(`\r\u001B[K${table}: ${counted(done)}${of}`)
  }

  /** Clears the line. @returns The total number of rows, and of tables that had any. */
  end(): { rows: number; tables: number } {
    if (this.#isShown && this.#shownAt > 0) process.stderr.write('\r\u001B[K')
    return { rows: [...this.#rows.values()].reduce((sum, rows) => sum + rows, 0), tables: this.#rows.size }
  }
}

/** `1,234,567`. */
export function counted(rows: number): string {
  return Math.round(rows).toLocaleString('en')
}

/** Milliseconds between two lines. */
const paceMs = 200

/**
 * How far a long work on rows has come, on one line of the terminal that is written over; nothing where there is no terminal.
 * On standard error, for standard output may be the data.
 */
export class DataProgress {
  readonly #isShown = process.stderr.isTTY === true
  readonly #rows = new Map<string, number>()
  #shownAt = 0

  /** @param about How many rows there will be, as far as is known. */
  add(table: string, rows: number, about = -1): void {
    const done = (this.#rows.get(table) ?? 0) + rows
    this.#rows.set(table, done)
    const now = performance.now()
    if (!this.#isShown || now - this.#shownAt < paceMs) return
    this.#shownAt = now
    const of = about > 0 ? ` of about ${counted(Math.max(about, done))}` : ''
    process.stderr.write(`\r\u001B[K${table}: ${counted(done)}${of}`)
  }

  /** Takes the line away. @returns The rows in all, and the tables that had any. */
  end(): { rows: number; tables: number } {
    if (this.#isShown && this.#shownAt > 0) process.stderr.write('\r\u001B[K')
    return { rows: [...this.#rows.values()].reduce((sum, rows) => sum + rows, 0), tables: this.#rows.size }
  }
}

/** `1,234,567`. */
export function counted(rows: number): string {
  return Math.round(rows).toLocaleString('en')
}

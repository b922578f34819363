import { once } from 'node:events'
import type { Writable } from 'node:stream'
import type { Sql } from 'postgres'

/** The number of characters to buffer before sending. A larger buffer is not faster and uses more memory. */
const batchLength = 16 * 1024

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** A running `COPY … FROM STDIN`. */
export class CopyIn {
  readonly #stream: Writable
  readonly #ended: Promise<void>
  #failure: { error: unknown } | undefined
  #waiting: string[] = []
  #length = 0

  private constructor(stream: Writable, query: object) {
    this.#stream = stream
    this.#ended = new Promise((resolve, reject) => {
      const fail = (error: unknown) => {
        this.#failure ??= { error }
        reject(error)
        stream.emit('drain')
      }
      stream.once('finish', resolve)
      stream.on('error', fail)
      // The driver's promise resolves when the stream opens. An error after the last row reaches only this function.
      Reflect.set(query, 'reject', fail)
    })
    // Handled by the next row, or by end().
    this.#ended.catch(() => undefined)
  }

  /** @param target The table with its columns, as SQL. */
  static async start(tx: Sql, target: string): Promise<CopyIn> {
    const query = tx.unsafe(`copy ${target} from stdin`)
    const stream = await query.writable()
    return new CopyIn(stream, query)
  }

  /**
   * Sends one row, as PostgreSQL text.
   *
   * @returns A promise if the server is behind and the caller must wait.
   * @throws the database's error about this row or an earlier one.
   */
  row(values: readonly (string | null)[]): Promise<void> | undefined {
    let line = ''
    for (let index = 0; index < values.length; index++) {
      const value = values[index] ?? null
      if (index > 0) line += '\t'
      line +=
        value === null
          ? '\\N'
          : /[\\\n\r\t]/.test(value)
            ? value.replace(/[\\\n\r\t]/g, (found) => escapes[found] ?? found)
            : value
    }
    this.#waiting.push(line)
    this.#length += line.length + 1
    return this.#length >= batchLength ? this.#send() : undefined
  }

  /** Waits until the server has processed all rows. @throws its error, if any. */
  async end(): Promise<void> {
    await this.#send()
    this.#stream.end()
    await this.#ended
  }

  /** Cancels the COPY, so that the connection can be used again. */
  abort(): void {
    this.#stream.destroy(new Error('The copy was given up.'))
  }

  async #send(): Promise<void> {
    this.#throwFailure()
    if (this.#length === 0) return
    const text = `${this.#waiting.join('\n')}\n`
    this.#waiting = []
    this.#length = 0
    if (!this.#stream.write(text)) await once(this.#stream, 'drain')
    this.#throwFailure()
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error
  }
}

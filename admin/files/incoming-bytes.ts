import { createHash } from 'node:crypto'
import { AdminError } from '../errors'
import { fileSize } from '../fields/file-size'
import * as words from '../words/files'
import { headLength } from './content-type'

/** An upload in which nothing arrives for so long has been given up. */
const stallSeconds = 60

interface Limits {
  readonly maxBytes: number
  /** What the sender announced; null if nothing. */
  readonly size: number | null
}

/** Bytes on their way to the store: counted, limited and hashed, and never more than the beginning and a chunk in memory. */
export class IncomingBytes {
  readonly #source: AsyncIterator<Uint8Array>
  readonly #limits: Limits
  readonly #hash = createHash('sha256')
  readonly #first: Uint8Array[] = []
  #received = 0

  constructor(source: AsyncIterable<Uint8Array>, limits: Limits) {
    this.#source = source[Symbol.asyncIterator]()
    this.#limits = limits
  }

  get received(): number {
    return this.#received
  }

  /** SHA-256 of everything, in hexadecimal. Once, after the end. */
  checksum(): string {
    return this.#hash.digest('hex')
  }

  /** The beginning, by which the type is judged. */
  async head(): Promise<Uint8Array> {
    while (this.#received < headLength) {
      const chunk = await this.#next()
      if (chunk === null) break
      this.#first.push(chunk)
    }
    return Buffer.concat(this.#first).subarray(0, headLength)
  }

  /** Everything, from the start. @throws {AdminError} `TOO_LARGE`; `INVALID` for less than was announced. */
  async *all(): AsyncGenerator<Uint8Array> {
    yield* this.#first.splice(0)
    for (let chunk = await this.#next(); chunk !== null; chunk = await this.#next()) yield chunk
    const { size } = this.#limits
    if (size !== null && size !== this.#received)
      throw new AdminError('INVALID', words.cutShort(fileSize(this.#received), fileSize(size)))
  }

  /** Stops reading, so that the connection is free. */
  async stop(): Promise<void> {
    await this.#source.return?.().catch(() => undefined)
  }

  async #next(): Promise<Uint8Array | null> {
    const { value, done } = await inTime(this.#source.next())
    if (done === true) return null
    this.#received += value.length
    if (this.#received > this.#limits.maxBytes)
      throw new AdminError('TOO_LARGE', words.tooLarge(fileSize(this.#limits.maxBytes)))
    this.#hash.update(value)
    return value
  }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AdminError('INVALID', words.stalled)), stallSeconds * 1000)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

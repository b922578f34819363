import { deflateRawSync, inflateRawSync } from 'node:zlib'

/** This many are kept as they are, as nearly every delete has fewer. */
const mostPlain = 500

/**
 * Values that are needed again, batch by batch, and of which all at once would take too much memory. Large batches are
 * compressed: rows of a table have much in common.
 */
export class KeptBatches<Value> {
  readonly #batches: (readonly Value[] | Buffer)[] = []

  /** @param batch Plain data: it may come back as a copy. */
  add(batch: readonly Value[]): void {
    if (batch.length === 0) return
    this.#batches.push(batch.length < mostPlain ? batch : deflateRawSync(JSON.stringify(batch), { level: 1 }))
  }

  *[Symbol.iterator](): Generator<readonly Value[]> {
    for (const batch of this.#batches)
      // Written by `add`, from values of this type.
      yield Buffer.isBuffer(batch) ? (JSON.parse(inflateRawSync(batch).toString()) as Value[]) : batch
  }
}

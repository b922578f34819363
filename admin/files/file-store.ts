/** An object in a store. */
export interface StoredObject {
  readonly key: string
  /** In bytes. */
  readonly size: number
  readonly changedAt: Date
}

/** The first and the last byte, both included. */
export interface ByteRange {
  readonly first: number
  readonly last: number
}

/**
 * Where the bytes of files are. Keys are made by Brolly and contain only `a-z`, `0-9` and dots. An object is never changed, only
 * written once, read, and removed. Declare one of your own with `defineSite({ files })`.
 */
export interface FileStore {
  /** For messages to operators: `the folder /srv/files`. */
  readonly name: string
  /**
   * Writes an object without holding it in memory. If it fails, or `bytes` does, nothing may be left under the key.
   * @param about.size In bytes; null if it is not known before.
   */
  write(
    key: string,
    bytes: AsyncIterable<Uint8Array>,
    about: { readonly size: number | null; readonly type: string },
  ): Promise<void>
  /** The object, or a part of it; null if there is none. */
  read(key: string, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | null>
  /** In bytes; null if there is no such object. */
  sizeOf(key: string): Promise<number | null>
  /** Also succeeds if there is no such object. */
  remove(key: string): Promise<void>
  /** Every object, also those of uploads that have not ended. */
  list(): AsyncIterable<StoredObject>
}

/** The name of the thumbnail that belongs to an image. */
export const thumbKey = (key: string): string => `${key}.webp`

/** The key of the file that an object belongs to: itself, or the image that it is a thumbnail of. */
export const ownerKey = (key: string): string => key.split('.', 1)[0] ?? key

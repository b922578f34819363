import { randomBytes } from 'node:crypto'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { files } from '../brolly/tables'
import { AdminError } from '../errors'
import type { FileRules } from '../fields/file'
import { fileSize } from '../fields/file-size'
import { type FileValue, safeName } from '../fields/file-value'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import * as words from '../words/files'
import { type Content, contentOf } from './content-type'
import type { FileStore } from './file-store'
import { thumbKey } from './file-store'
import { IncomingBytes } from './incoming-bytes'
import { type Picture, readPicture } from './picture'
import { typeNames } from './type-names'

/** A file as it arrives. */
export interface SentFile {
  readonly name: string
  readonly bytes: AsyncIterable<Uint8Array>
  /** As announced, in bytes; null if it was not. */
  readonly size: number | null
}

/** The most files that one user may have uploaded without saving a record that refers to them. */
export const mostUnsaved = 200

/**
 * Stores a file for a column, whose rules must accept it. Nothing refers to it until a record is saved with it: first its row is
 * written, then its bytes, so that whatever is interrupted is found and removed by `clearFiles`.
 *
 * The caller has checked that the actor may write the column.
 * @throws {AdminError} `INVALID`, `TOO_LARGE`, `TOO_MANY`, `UNAVAILABLE`; nothing is left then.
 */
export async function uploadFile(ctx: AdminContext, column: ColumnModel, sent: SentFile): Promise<FileValue> {
  const rules = rulesOf(column)
  const store = storeOf(ctx)
  const incoming = new IncomingBytes(sent.bytes, { maxBytes: rules.maxBytes, size: sent.size })
  try {
    refuseSize(sent.size, rules)
    const name = safeName(sent.name)
    const head = await incoming.head()
    if (head.length === 0) throw new AdminError('INVALID', words.emptyFile)
    const content = await contentOf(head, name)
    refuseContent(content, rules)
    const key = await claimKey(ctx, column, { name, type: content.type, size: sent.size ?? 0 })
    try {
      await reaching(() => store.write(key, incoming.all(), { size: sent.size, type: content.type }))
      const picture = rules.isImage ? await pictureOf(store, { key, rules }) : null
      return await finish(ctx, { key, size: incoming.received, checksum: incoming.checksum(), picture })
    } catch (error) {
      await discard(ctx, store, key)
      throw error
    }
  } finally {
    await incoming.stop()
  }
}

export function rulesOf({ type }: ColumnModel): FileRules {
  if (!type.file) throw new AdminError('NOT_FOUND', words.noSuchField)
  return type.file
}

/** @throws {AdminError} `UNAVAILABLE` if the environment names no place for files. */
export function storeOf({ files: store }: AdminContext): FileStore {
  if (!store) throw new AdminError('UNAVAILABLE', words.noStore)
  return store
}

export function refuseSize(size: number | null, { maxBytes }: FileRules): void {
  if (size !== null && size > maxBytes) throw new AdminError('TOO_LARGE', words.tooLarge(fileSize(maxBytes)))
}

export function refuseContent({ type, extension, isMisnamed }: Content, { types }: FileRules): void {
  const found = type === 'application/octet-stream' ? words.unknownContent : typeNames([type])
  if (types !== null && !types.includes(type)) throw new AdminError('INVALID', words.wrongType(found, typeNames(types)))
  if (isMisnamed) throw new AdminError('INVALID', words.unlikeName(found, extension))
}

/** Writes the row of a file whose bytes are still to come. */
export async function claimKey(
  ctx: AdminContext,
  column: ColumnModel,
  { name, type, size }: { name: string; type: string; size: number },
): Promise<string> {
  const key = randomBytes(16).toString('hex')
  const [count] = await ctx.db
    .select({ count: sql<number>`count(*)::int` })
    .from(files)
    .where(and(eq(files.ownerId, ctx.actor.id), inArray(files.state, ['sending', 'pending'])))
  if ((count?.count ?? 0) >= mostUnsaved) throw new AdminError('TOO_MANY', words.tooManyUnsaved(mostUnsaved))
  await ctx.db.insert(files).values({
    key,
    table: column.table.path,
    column: column.name,
    name,
    type,
    size,
    state: 'sending',
    ownerId: ctx.actor.id,
  })
  return key
}

/** @throws {AdminError} `UNAVAILABLE` instead of an error of the store, which is logged. */
export async function reaching<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AdminError) throw error
    console.error('brolly: the file store failed.', error)
    throw new AdminError('UNAVAILABLE', words.storeAway, { cause: error })
  }
}

/** Of the stored bytes, so that what is checked is what will be shown. */
export async function pictureOf(store: FileStore, { key, rules }: { key: string; rules: FileRules }): Promise<Picture> {
  const stored = await reaching(() => store.read(key))
  if (stored === null) throw new AdminError('UNAVAILABLE', words.storeAway)
  const picture = await readPicture(await wholeOf(stored, rules.maxBytes), rules)
  const { thumbnail } = picture
  await reaching(() => store.write(thumbKey(key), once(thumbnail), { size: thumbnail.length, type: 'image/webp' }))
  return picture
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

async function wholeOf(bytes: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.length
    if (size > most) throw new AdminError('TOO_LARGE', words.tooLarge(fileSize(most)))
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

interface Finished {
  readonly key: string
  readonly size: number
  readonly checksum: string | null
  readonly picture: Picture | null
}

/** The bytes are there: a record may refer to the file from now on. */
export async function finish(ctx: AdminContext, { key, size, checksum, picture }: Finished): Promise<FileValue> {
  const [row] = await ctx.db
    .update(files)
    .set({ state: 'pending', size, checksum, width: picture?.width ?? null, height: picture?.height ?? null })
    .where(and(eq(files.key, key), eq(files.state, 'sending')))
    .returning()
  // `clearFiles` may have come first, if the upload took longer than a day.
  if (!row) throw new AdminError('INVALID', words.fileGone)
  return valueOf(row)
}

/** What a column stores of a file. */
export const valueOf = (row: typeof files.$inferSelect): FileValue => ({
  key: row.key,
  name: row.name,
  type: row.type,
  size: row.size,
  width: row.width ?? undefined,
  height: row.height ?? undefined,
  checksum: row.checksum ?? undefined,
})

/** Removes what an upload has left. If that fails, too, `clearFiles` finds it. */
export async function discard(ctx: AdminContext, store: FileStore, key: string): Promise<void> {
  try {
    await store.remove(key)
    await store.remove(thumbKey(key))
    await ctx.db.delete(files).where(and(eq(files.key, key), inArray(files.state, ['sending', 'pending'])))
  } catch (error) {
    console.error(`brolly: what was left of the file ${key} is removed by clearfiles.`, error)
  }
}

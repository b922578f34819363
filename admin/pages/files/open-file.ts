import { eq } from 'drizzle-orm'
import { files } from '../../brolly/tables'
import { AdminError } from '../../errors'
import { readFileValue } from '../../fields/file-value'
import { shownTypes } from '../../files/content-type'
import { type ByteRange, thumbKey } from '../../files/file-store'
import { pictureOf, reaching, rulesOf, storeOf } from '../../files/upload-file'
import { loadRecord } from '../../query/load-record'
import { noValue, readableColumn } from '../../query/whole-value'
import type { ColumnModel } from '../../schema/model'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import * as words from '../../words/files'
import { pastValue } from '../history-page'

/** A file that the actor may read. */
export interface OpenedFile {
  readonly name: string
  readonly type: string
  /** In bytes. */
  readonly size: number
  /** Without quotes; another content always has another one. */
  readonly etag: string
  /** Whether a browser may show it instead of saving it. */
  readonly isShown: boolean
  /** @throws {AdminError} `NOT_FOUND` if the store has lost it; `UNAVAILABLE`. */
  read(range?: ByteRange): Promise<AsyncIterable<Uint8Array>>
}

export interface FileQuery {
  readonly key: string
  /** Escaped like a key in a URL. */
  readonly column: string
  /** An entry of the history, and which side of the change. Default: the row as it is. */
  readonly entry?: string | null
  readonly side?: string | null
  /** The thumbnail of an image instead of the image. */
  readonly thumb?: boolean
}

/**
 * The file of a row, or one that the row's history names, under the same rules as the value of the column itself.
 * @throws {AdminError} `NOT_FOUND` for a row, column or file that does not exist for this actor; `FORBIDDEN`.
 */
export async function openFile(ctx: AdminContext, admin: Admin, wanted: FileQuery): Promise<OpenedFile> {
  const column = readableColumn(ctx, admin, wanted.column)
  if (!column.type.file) throw noValue()
  const value = wanted.entry
    ? await pastValue(ctx, admin, wanted)
    : (await loadRecord(ctx, admin, { key: wanted.key })).values[column.key]
  const named = readFileValue(value ?? '')
  if (named === null) throw noFile()
  const [row] = await ctx.db.select().from(files).where(eq(files.key, named.key))
  if (!row || (row.state !== 'kept' && row.state !== 'pending')) throw noFile()
  return opened(ctx, column, { row, thumb: wanted.thumb ?? false })
}

const noFile = () => new AdminError('NOT_FOUND', words.noSuchFile)

/** The caller has checked that the actor may read the file. */
export async function opened(
  ctx: AdminContext,
  column: ColumnModel,
  { row, thumb }: { row: typeof files.$inferSelect; thumb: boolean },
): Promise<OpenedFile> {
  const store = storeOf(ctx)
  const read = (key: string) => async (range?: ByteRange) => {
    const bytes = await reaching(() => store.read(key, range))
    if (bytes === null) throw noFile()
    return bytes
  }
  if (!thumb)
    return {
      name: row.name,
      type: row.type,
      size: row.size,
      etag: row.key,
      isShown: shownTypes.has(row.type),
      read: read(row.key),
    }
  // A row that another program wrote may name any file; only what was a picture when it was uploaded is decoded.
  if (!rulesOf(column).isImage || !shownTypes.has(row.type)) throw noFile()
  const key = thumbKey(row.key)
  const size = (await reaching(() => store.sizeOf(key))) ?? (await thumbnailAgain(ctx, column, row.key))
  const name = `${row.name.replace(/\.[^.]*$/u, '')}.webp`
  return { name, type: 'image/webp', size, etag: `${row.key}-thumb`, isShown: true, read: read(key) }
}

/** Thumbnails can be made again, so a store need not be copied with them. */
async function thumbnailAgain(ctx: AdminContext, column: ColumnModel, key: string): Promise<number> {
  const { thumbnail } = await pictureOf(storeOf(ctx), { key, rules: rulesOf(column) })
  return thumbnail.length
}

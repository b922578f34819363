import { eq } from 'drizzle-orm'
import { files } from '../../brolly/tables'
import { AdminError } from '../../errors'
import type { FileRules } from '../../fields/file'
import type { FileMeta } from '../../fields/field-meta'
import { fileSize } from '../../fields/file-size'
import { writeFileValue } from '../../fields/file-value'
import { mayRefer } from '../../files/keep-files'
import { typeNames } from '../../files/type-names'
import { rulesOf, type SentFile, uploadFile } from '../../files/upload-file'
import { mayAct } from '../../permissions/rows-allowed'
import { escapeName } from '../../schema/keys'
import type { ColumnModel } from '../../schema/model'
import type { AdminContext } from '../../site/context'
import { adminSlug, apiPath } from '../../site/paths'
import type { Admin } from '../../site/site'
import { writableColumns } from '../../write/writable-columns'
import * as words from '../../words/files'
import * as rowsWords from '../../words/rows'
import { type OpenedFile, opened } from './open-file'

/** An uploaded file that no record refers to yet. */
export interface ReceivedFile {
  /** For the form's input. */
  readonly value: string
  readonly name: string
  /** `1.5 MB`. */
  readonly size: string
}

/**
 * Stores a file for a column of a table, to be saved with a record afterwards.
 *
 * @param request.column Escaped like a key in a URL.
 * @throws {AdminError} `FORBIDDEN`, `NOT_FOUND`, and as `uploadFile` does.
 */
export async function receiveFile(
  ctx: AdminContext,
  admin: Admin,
  { column: name, sent }: { column: string; sent: SentFile },
): Promise<ReceivedFile> {
  const column = uploadColumn(ctx, admin, name)
  const file = await uploadFile(ctx, column, sent)
  return { value: writeFileValue(file, column), name: file.name, size: fileSize(file.size ?? 0) }
}

/** @throws {AdminError} `FORBIDDEN` for an actor who may neither add nor change rows; `NOT_FOUND` for a column that they may not write. */
export function uploadColumn(ctx: AdminContext, admin: Admin, name: string): ColumnModel {
  if (ctx.actor.isReader === true || !(mayAct(ctx, admin, 'add') || mayAct(ctx, admin, 'change')))
    throw new AdminError('FORBIDDEN', rowsWords.mayNotChange(admin.singular))
  const column = writableColumns(ctx, admin, null).find((other) => escapeName(other.name) === name)
  if (!column?.type.file) throw new AdminError('NOT_FOUND', words.noSuchField)
  return column
}

/**
 * A file that a form may be saved with: one that the actor has uploaded and not saved yet, or that of a row which is copied.
 * @throws {AdminError} `NOT_FOUND`, also for a file of somebody else.
 */
export async function unsavedFile(
  ctx: AdminContext,
  admin: Admin,
  { column: name, key, thumb }: { column: string; key: string; thumb: boolean },
): Promise<OpenedFile> {
  const column = uploadColumn(ctx, admin, name)
  const [row] = await ctx.db.select().from(files).where(eq(files.key, key))
  const isThere = row?.state === 'pending' || row?.state === 'kept'
  if (!row || !isThere || !(await mayRefer(ctx, admin, { column, row })))
    throw new AdminError('NOT_FOUND', words.noSuchFile)
  return opened(ctx, column, { row, thumb })
}

/** What the input of a file needs. */
export function fileMeta(ctx: AdminContext, admin: Admin, column: ColumnModel): FileMeta {
  const rules = rulesOf(column)
  return {
    isImage: rules.isImage,
    maxBytes: rules.maxBytes,
    accept: (rules.types ?? []).join(','),
    limits: limitsOf(rules),
    upload: apiPath(ctx, `upload/${adminSlug(admin)}/${escapeName(column.name)}`),
  }
}

function limitsOf({ types, maxBytes }: FileRules): string {
  const accepted = types === null ? '' : typeNames(types)
  return words.limits(accepted, fileSize(maxBytes))
}

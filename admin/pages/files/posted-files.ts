import { AdminError } from '../../errors'
import { inputName } from '../../schema/input-name'
import { escapeName } from '../../schema/keys'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import type { Entries } from '../../write/form-values'
import { adminOfInput } from '../refused-record'
import { receiveFile } from './receive-file'

/** The input of a file, before JavaScript: `~file.picture`, or `~file.order_items.3.picture`. */
const fileInput = '~file.'

export interface PostedFiles {
  /** With the stored files in the inputs of their columns. */
  readonly entries: Entries
  /** The messages of the files that were refused, at their fields; null if none was. */
  readonly problem: AdminError | null
}

/**
 * Stores the files that a form carries, as one without JavaScript does, and puts what they became into the inputs of their columns.
 * If the form is refused afterwards, also because of one of them, its inputs still refer to the others.
 */
export async function withPostedFiles(ctx: AdminContext, admin: Admin, entries: Entries): Promise<PostedFiles> {
  const posted = entries.filter(
    (entry): entry is [string, File] => entry[0].startsWith(fileInput) && entry[1] instanceof File && entry[1].size > 0,
  )
  const values = new Map<string, string>(removedFiles(ctx, admin, entries).map((name) => [name, '']))
  const refused: [string, AdminError][] = []
  for (const [input, file] of posted) {
    const name = input.slice(fileInput.length)
    try {
      values.set(name, await stored(ctx, admin, { name, file }))
    } catch (error) {
      if (!(error instanceof AdminError)) throw error
      refused.push([name, error])
    }
  }
  const isKept = (name: string) => !(values.has(name) || values.get(name.replace(/^~null\./u, '')))
  const kept = values.size === 0 ? entries : [...entries.filter(([name]) => isKept(name)), ...values]
  return { entries: kept, problem: problemOf(refused) }
}

function problemOf(refused: readonly (readonly [string, AdminError])[]): AdminError | null {
  const [, first] = refused[0] ?? []
  if (!first) return null
  const fields = Object.fromEntries(refused.map(([name, { message }]) => [name, message]))
  // The form itself was not too large, and is returned.
  return new AdminError(first.code === 'TOO_LARGE' ? 'INVALID' : first.code, first.message, { cause: first, fields })
}

async function stored(ctx: AdminContext, admin: Admin, { name, file }: { name: string; file: File }): Promise<string> {
  const { of, own } = adminOfInput(ctx, admin, name)
  const column = of?.table.columns.find((other) => inputName(other.name) === own)
  const sent = { name: file.name, size: file.size, bytes: file.stream() as unknown as AsyncIterable<Uint8Array> }
  return (await receiveFile(ctx, of ?? admin, { column: escapeName(column?.name ?? own), sent })).value
}

/** The inputs of files beside which "Remove" is ticked: before JavaScript they still contain the file. */
function removedFiles(ctx: AdminContext, admin: Admin, entries: Entries): string[] {
  return entries.flatMap(([input]) => {
    if (!input.startsWith('~null.')) return []
    const name = input.slice('~null.'.length)
    const { of, own } = adminOfInput(ctx, admin, name)
    const column = of?.table.columns.find((other) => inputName(other.name) === own)
    return column?.type.file ? [name] : []
  })
}

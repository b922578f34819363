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

/**
 * Stores the files that a form carries, as one without JavaScript does, and puts what they became into the inputs of their columns.
 * If the form is refused afterwards, its inputs still refer to them.
 *
 * @throws {AdminError} with the message at the field.
 */
export async function withPostedFiles(ctx: AdminContext, admin: Admin, entries: Entries): Promise<Entries> {
  const posted = entries.filter(
    (entry): entry is [string, File] => entry[0].startsWith(fileInput) && entry[1] instanceof File && entry[1].size > 0,
  )
  const values = new Map<string, string>(removedFiles(ctx, admin, entries).map((name) => [name, '']))
  for (const [input, file] of posted) {
    const name = input.slice(fileInput.length)
    values.set(name, await stored(ctx, admin, { name, file }))
  }
  if (values.size === 0) return entries
  const isKept = (name: string) => !(values.has(name) || values.get(name.replace(/^~null\./u, '')))
  return [...entries.filter(([name]) => isKept(name)), ...values]
}

async function stored(ctx: AdminContext, admin: Admin, { name, file }: { name: string; file: File }): Promise<string> {
  const { of, own } = adminOfInput(ctx, admin, name)
  const column = of?.table.columns.find((other) => inputName(other.name) === own)
  const sent = { name: file.name, size: file.size, bytes: file.stream() as unknown as AsyncIterable<Uint8Array> }
  try {
    const received = await receiveFile(ctx, of ?? admin, { column: escapeName(column?.name ?? own), sent })
    return received.value
  } catch (error) {
    if (!(error instanceof AdminError)) throw error
    throw new AdminError(error.code === 'TOO_LARGE' ? 'INVALID' : error.code, error.message, {
      cause: error,
      fields: { [name]: error.message },
    })
  }
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

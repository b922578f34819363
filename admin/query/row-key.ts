import { AdminError } from '../errors'
import { dots } from '../fields/mask'
import { decodeKey, encodeKey, unescapeName } from '../schema/keys'
import type { FormatContext } from '../fields/field-type'
import type { TableModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import * as words from '../words/rows'

type Sealing = { readonly site: Pick<AdminContext['site'], 'sealer'> }
type Keyed = Pick<TableModel, 'key'>

/**
 * A row's key as it appears in URLs, forms and the history; '' for a table without a key. Secret parts are sealed. This
 * module is the only one that encodes and decodes the keys of rows.
 */
export function keyOfRow({ site }: Sealing, table: Keyed, parts: readonly string[]): string {
  return encodeKey(
    parts.map((part, index) => {
      const column = table.key[index]
      return column?.secret === true ? site.sealer.seal(column, part) : part
    }),
  )
}

/**
 * The values of a row's key from a URL or a form.
 * @throws {AdminError} `NOT_FOUND` for anything that `keyOfRow` did not produce for this table.
 */
export function partsOfKey({ site }: Sealing, table: Keyed, key: string): string[] {
  const texts = decodeKey(key, table.key.length)
  return table.key.map((column, index) => {
    const text = texts[index] ?? ''
    const part = column.secret ? site.sealer.unseal(column, text) : text
    if (part === null) throw new AdminError('NOT_FOUND', words.noSuchRow)
    return part
  })
}

/** Whether a stored key is still valid for this table: its columns or the secret may have changed since. */
export function isKeyOf(ctx: Sealing, table: Keyed, key: string): boolean {
  try {
    partsOfKey(ctx, table, key)
    return true
  } catch (error) {
    if (error instanceof AdminError && error.code === 'NOT_FOUND') return false
    throw error
  }
}

const hasSecret = (table: Keyed) => table.key.some((column) => column.secret)

/** The values of a key for display, with secrets masked. */
export function shownParts(table: Keyed, parts: readonly string[]): string[] {
  return parts.map((part, index) => (table.key[index]?.secret === true ? dots : part))
}

/** The same for a stored key. If the key had other columns then, any part of it may be a secret. */
export function shownKey(table: Keyed, key: string): string {
  if (!hasSecret(table)) return key
  const parts = key.split(',')
  return (parts.length === table.key.length ? shownParts(table, parts) : parts.map(() => dots)).join(',')
}

/** A stored label for display. If it was made from a key that is now known to be a secret, it is masked. */
export function shownLabel(table: Keyed, { key, label }: { key: string; label: string }): string {
  if (!hasSecret(table)) return label
  const values = key.split(',').map((part) => (part === '~' ? '' : (unescapeName(part) ?? part)))
  return label === `#${values.join(', ')}` ? `#${shownKey(table, key)}` : label
}

/**
 * Whether the parts of a key are valid values of its columns. Checked before a query, because an error of the database would
 * abort the transaction.
 */
export function isSoundKey(ctx: FormatContext, table: Keyed, parts: readonly string[]): boolean {
  return table.key.every((column, index) => {
    const [part, { valueType }] = [parts[index] ?? '', column]
    // Empty is a value of texts alone; the schemas of other types let an empty input pass, which means NULL.
    if (part === '' && !valueType.emptyIsValue) return false
    return valueType.schema(column, ctx).safeParse(part).success
  })
}

/** The parts of a posted key; null if no row of the table can have it. */
export function soundParts(ctx: Sealing & FormatContext, table: Keyed, key: string): string[] | null {
  try {
    const parts = partsOfKey(ctx, table, key)
    return isSoundKey(ctx, table, parts) ? parts : null
  } catch (error) {
    if (error instanceof AdminError && error.code === 'NOT_FOUND') return null
    throw error
  }
}

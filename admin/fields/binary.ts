import { sql, type SQL } from 'drizzle-orm'
import { fieldType } from './field-type'
import { isNull } from './operators'
import { groupDigits } from './number-text'
import { ruledSchema } from './ruled-schema'
import type { FieldRules } from './rules'

/**
 * The number of bytes that a form shows and accepts as hexadecimal text. Larger values are shown only by their size.
 */
const mostEditableBytes = 4096
/** The number of bytes that the audit log keeps of a value that is overwritten or deleted, so that it comes back: 256 KiB. */
const mostKeptBytes = 262_144

const rules: FieldRules = {
  pattern: {
    source: String.raw`\\x(?:\s*[0-9a-f]\s*[0-9a-f])*\s*`,
    flags: 'i',
    longest: 20_000_000,
    message: String.raw`Type hexadecimal digits in pairs after \x, like \x48656c6c6f.`,
  },
}

/** The size of a hexadecimal text, or the number that `read` returns instead of a large value. */
function byteCount(value: string): number {
  return value.startsWith('\\x') ? Math.floor((value.length - 2) / 2) : Number(value)
}

function summary(value: string, locale: string): string {
  const bytes = byteCount(value)
  return bytes === 1 ? '1 byte' : `${groupDigits(String(bytes), locale)} bytes`
}

const isWhole = (value: string) => value.startsWith('\\x')

/** The bytes as text, or of more than these their number. */
const upTo = (most: number, expression: SQL): SQL =>
  sql`case when octet_length(${expression}) <= ${sql.raw(String(most))} then ${expression}::text else octet_length(${expression})::text end`

/** Bytes. The database never sends more of them than a form can show. */
export const binary = fieldType({
  kind: 'binary',
  matches: (column) => column.baseType === 'bytea',
  meta: () => ({ rules, width: 'long', rows: 3, monospace: true }),
  schema: () => ruledSchema(rules, (text) => text.replace(/\s/g, '')),
  toForm: (value, _, { locale }) => (isWhole(value) ? value : summary(value, locale)),
  toCell: (value, _, { locale }) => summary(value, locale),
  toText: (value, _, { locale }) => summary(value, locale),
  operators: [isNull],
  sortable: false,
  heavy: true,
  editable: isWhole,
  whole: isWhole,
  read: (expression) => upTo(mostEditableBytes, expression),
  readKept: (expression) => upTo(mostKeptBytes, expression),
  readCell: (expression) => sql`octet_length(${expression})::text`,
})

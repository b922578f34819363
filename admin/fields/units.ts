import { sql } from 'drizzle-orm'
import type { ColumnFacts } from '../schema/model'
import { defineFieldType } from './define-field-type'
import type { FieldType, FormatContext } from './field-type'
import { groupDigits } from './number-text'
import { readNumber } from './number-reading'
import { fieldTypes } from './registry'
import { ruledSchema, type Refusal } from './ruled-schema'
import { roundedAverage } from './totals'
import * as words from '../words/units'

/** A number that is stored in one unit and shown in another, a power of ten apart. */
interface Scaled {
  over: 'integer' | 'decimal'
  name: string
  /** How many digits the point moves to the right from the stored number to the one that is shown. */
  shift: number
  /** Digits after the point, at least. */
  digits: number
  /** Beside the input; it may also be typed. */
  suffix: string
  /** A number as it is shown where it is read, from its plain text. */
  read(plain: string, locale: string): string
}

const plainNumber = /^([+-]?)(?=\.?\d)(\d*)(?:\.(\d*))?$/u
const noNumber = /^[+-]?(?:nan|inf(?:inity)?)$/iu

/** Moves the point, exactly: `1250` by -2 is `12.50`. Null for what is no plain number, such as NaN. */
export function movePoint(text: string, by: number): string | null {
  const match = plainNumber.exec(text)
  if (!match) return null
  const [, sign = '', whole = '', fraction = ''] = match
  const digits = `${'0'.repeat(Math.max(0, -by))}${whole}${fraction}${'0'.repeat(Math.max(0, by))}`
  const at = Math.max(0, -by) + whole.length + by
  const before = digits.slice(0, at).replace(/^0+(?=\d)/u, '') || '0'
  // Zeros that moving the point has added do not count.
  const after = digits.slice(at, at + Math.max(0, fraction.length - by))
  return `${sign === '-' ? sign : ''}${before}${after === '' ? '' : `.${after}`}`
}

/** Zeros at the end beyond these digits. */
function withDigits(text: string, digits: number): string {
  const [whole = '', fraction = ''] = text.split('.')
  const kept = fraction.slice(0, digits).padEnd(digits, '0') + fraction.slice(digits).replace(/0+$/u, '')
  return kept === '' ? whole : `${whole}.${kept}`
}

/** What the column accepts of the numbers that it stores. */
function readBy(
  over: Scaled['over'],
  column: ColumnFacts,
  context: FormatContext,
): (value: string) => string | Refusal {
  const schema = fieldTypes[over].schema(column, context)
  return (value) => {
    const read = schema.safeParse(value)
    return read.success ? read.data : { refused: read.error.issues[0]?.message ?? '' }
  }
}

function scaled({ over, name, shift, digits, suffix, read }: Scaled): FieldType {
  const shown = (value: string) => {
    const moved = movePoint(value, shift)
    return moved === null ? null : withDigits(moved, digits)
  }
  const toValue = (text: string, stored: (value: string) => string | Refusal): string | Refusal => {
    const trimmed = text.trim()
    const bare = trimmed.endsWith(suffix) ? trimmed.slice(0, -suffix.length) : trimmed
    const number = readNumber(bare, false)
    if ('refused' in number) return number
    if (noNumber.test(number.plain)) return stored(number.plain)
    const moved = movePoint(withDigits(number.plain, 0), -shift)
    if (moved === null) return { refused: words.typeIn(suffix) }
    const value = withDigits(moved, 0)
    return over === 'integer' && value.includes('.') ? { refused: words.tooFine(digits) } : stored(value)
  }
  const toText = (value: string, locale: string) => {
    const plain = shown(value)
    return plain === null ? value : read(plain, locale)
  }
  return defineFieldType({
    name,
    over,
    meta: () => ({ suffix, inputMode: 'decimal' }),
    schema: (column, context) => ruledSchema({}, (text) => toValue(text, readBy(over, column, context))),
    toForm: (value) => shown(value) ?? value,
    // Of amounts in cents, to whole cents; of percentages, to tenths.
    average: (expression) =>
      roundedAverage(sql`${expression}::numeric`, digits + shift + (digits === 0 && shift > 0 ? 1 : 0)),
    toCell: (value, _, { locale }) => toText(value, locale),
    toText: (value, _, { locale }) => toText(value, locale),
  })
}

export interface MoneyOptions {
  /** As in ISO 4217: `EUR`. */
  currency: string
  /** Set if the column holds the smallest unit, as whole numbers: 1250 cents are shown and typed as 12.50. Default: false. */
  minor?: boolean
}

/**
 * Amounts of one currency: `form.fields: { priceCents: { type: money({ currency: 'EUR', minor: true }) } }`.
 *
 * @throws {RangeError} if `currency` is not three letters.
 */
export function money({ currency, minor = false }: MoneyOptions): FieldType {
  const { maximumFractionDigits: digits = 2 } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions()
  return scaled({
    over: minor ? 'integer' : 'decimal',
    name: 'money',
    shift: minor ? -digits : 0,
    digits,
    suffix: currency,
    read: (plain, locale) => `${groupDigits(plain, locale)} ${currency}`,
  })
}

/** Shares of one, shown and typed as percentages: 0.25 is 25 %. */
export const percent: FieldType = scaled({
  over: 'decimal',
  name: 'percent',
  shift: 2,
  digits: 0,
  suffix: '%',
  read: (plain, locale) => `${groupDigits(plain, locale)} %`,
})

const sizes = ['kB', 'MB', 'GB', 'TB', 'PB', 'EB']
/** No size is longer, and the expression would be slow on a page of whitespace. */
const longestSize = 60
const sizeShape = /^(.*?)\s*(?:([kmgtpe])(i?)b|b(?:ytes?)?)?$/iu

/** A number of bytes as `1.5 MB`: exact, or else in bytes. */
function exactSize(value: string): string {
  for (let index = sizes.length - 1; index >= 0; index -= 1) {
    const shown = withDigits(movePoint(value, -3 * (index + 1)) ?? '', 0)
    if (/^-?[1-9]\d{0,2}(?:\.\d{1,2})?$/u.test(shown)) return `${shown} ${sizes[index]}`
  }
  return value
}

/** From `1.5 MB`, `1.5 MiB` (of 1024), `1 500 000` to a number of bytes. */
function bytesOf(text: string): string | Refusal {
  if (text.length > longestSize) return { refused: words.typeSize }
  const [, given = '', letter, binary = ''] = sizeShape.exec(text.trim()) ?? []
  const number = readNumber(given, letter === undefined)
  if ('refused' in number) return number
  const power = letter === undefined ? 0 : 'kmgtpe'.indexOf(letter.toLowerCase()) + 1
  const [whole = '', fraction = ''] = number.plain.split('.')
  if (!plainNumber.test(number.plain)) return { refused: words.typeSize }
  const unit = (binary === '' ? 1000n : 1024n) ** BigInt(power)
  const parts = BigInt(`${whole.replace('+', '')}${fraction}` || '0') * unit
  const divisor = 10n ** BigInt(fraction.length)
  return parts % divisor === 0n ? String(parts / divisor) : { refused: words.partOfByte }
}

function sizeText(value: string, locale: string): string {
  const exact = exactSize(value)
  return exact === value ? words.bytes(groupDigits(value, locale)) : exact
}

/** Numbers of bytes, shown and typed as `1.5 MB`. A kB is 1000 bytes, a KiB 1024. */
export const bytes: FieldType = defineFieldType({
  name: 'bytes',
  over: 'integer',
  meta: () => ({ inputMode: 'text' }),
  schema: (column, context) =>
    ruledSchema({}, (text) => {
      const value = bytesOf(text)
      return typeof value === 'string' ? readBy('integer', column, context)(value) : value
    }),
  toForm: exactSize,
  average: (expression) => roundedAverage(expression, 0),
  toExport: (value) => value,
  toCell: (value, _, { locale }) => sizeText(value, locale),
  toText: (value, _, { locale }) => sizeText(value, locale),
})

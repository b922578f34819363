import { isIPv4, isIPv6 } from 'node:net'
import type { ColumnFacts } from '../schema/model'
import { fieldType } from './field-type'
import { ordered } from './operators'
import { ruledSchema, type Refusal } from './ruled-schema'
import type { FieldRules } from './rules'
import * as words from '../words/values'

const pair = '[0-9a-f]{2}'

/** Six pairs for `macaddr`, six or eight for `macaddr8`, in each of the formats that PostgreSQL reads. */
function hardwareRules(baseType: string): FieldRules {
  const counts = baseType === 'macaddr' ? [6] : [6, 8]
  const shapes = counts.flatMap((count) => [
    `${pair}(?::${pair}){${count - 1}}`,
    `${pair}(?:-${pair}){${count - 1}}`,
    `(?:${pair}){${count / 2}}[:-](?:${pair}){${count / 2}}`,
    `${pair}${pair}(?:\\.${pair}${pair}){${count / 2 - 1}}`,
    `(?:${pair}){${count}}`,
  ])
  return {
    pattern: { source: shapes.join('|'), flags: 'i', message: words.typeHardwareAddress },
  }
}

function rules(column: ColumnFacts): FieldRules {
  if (column.baseType.startsWith('macaddr')) return hardwareRules(column.baseType)
  const message = column.baseType === 'cidr' ? words.typeNetwork : words.typeAddress
  return { pattern: { source: String.raw`[0-9a-f:.]+(?:/\d{1,3})?`, flags: 'i', message } }
}

function toValue(text: string, column: ColumnFacts): string | Refusal {
  const value = text.trim()
  if (column.baseType.startsWith('macaddr')) return value
  const [address = '', mask] = value.split('/')
  const bits = isIPv4(address) ? 32 : isIPv6(address) ? 128 : 0
  if (bits === 0) return { refused: rules(column).pattern?.message ?? '' }
  if (mask !== undefined && Number(mask) > bits) return { refused: words.maskTooLong(bits) }
  if (column.baseType === 'cidr' && hasHostBits(address, bits, Number(mask ?? bits))) {
    return { refused: words.hostBits }
  }
  return value
}

function hasHostBits(address: string, bits: number, mask: number): boolean {
  const number = bits === 32 ? ipv4Number(address) : ipv6Number(address)
  return (number & ((1n << BigInt(bits - mask)) - 1n)) !== 0n
}

function ipv4Number(address: string): bigint {
  return address.split('.').reduce((number, part) => number * 256n + BigInt(part), 0n)
}

function ipv6Number(address: string): bigint {
  const lastColon = address.lastIndexOf(':') + 1
  const tail = address.slice(lastColon)
  const low = tail.includes('.') ? ipv4Number(tail) : null
  const text =
    low === null
      ? address
      : `${address.slice(0, lastColon)}${(low >> 16n).toString(16)}:${(low & 65_535n).toString(16)}`
  const [head = '', rest] = text.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = rest === undefined || rest === '' ? [] : rest.split(':')
  const zeros = Array.from({ length: rest === undefined ? 0 : 8 - before.length - after.length }, () => '0')
  return [...before, ...zeros, ...after].reduce((number, part) => number * 65_536n + BigInt(`0x${part}`), 0n)
}

/** PostgreSQL's text may have a mask; that of a single host is left out. */
function withoutFullMask(value: string, column: ColumnFacts): string {
  if (column.baseType !== 'inet') return value
  return value.replace(value.includes(':') ? /\/128$/ : /\/32$/, '')
}

/** Host and network addresses, and MAC addresses. */
export const inet = fieldType({
  kind: 'inet',
  matches: (column) => ['inet', 'cidr', 'macaddr', 'macaddr8'].includes(column.baseType),
  meta: (column) => ({ rules: rules(column), width: 'short', monospace: true }),
  schema: (column) => ruledSchema(rules(column), (text) => toValue(text, column)),
  toForm: withoutFullMask,
  toCell: withoutFullMask,
  toText: withoutFullMask,
  operators: ordered,
  search: 'exact',
  example: '10.0.0.1',
})

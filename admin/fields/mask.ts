import { sql, type SQL } from 'drizzle-orm'
import type { MaskKind } from '../schema/model'

/** Shown instead of a value, or of the hidden part of one. */
export const dots = '••••••'
const few = '•••'

/** Numbers with fewer digits show none of them. */
const shortNumber = 8
const endOfNumber = 4
const endOfPhone = 2

/**
 * A value as it is shown: the first letter of an email address and where it ends, the initials of a name, the last digits of a
 * number. Of other texts, nothing. Masking a masked text does not change it.
 */
export function masked(value: string, mask: MaskKind | null): string {
  switch (mask) {
    case 'email': {
      const [, first, end] = /^(.)[^@]*@.*?((?:\.[^.@]+)?)$/su.exec(value) ?? []
      return first === undefined ? dots : `${first}${few}@${few}${end ?? ''}`
    }
    case 'name':
      return value.replace(/([^ ])[^ ]*/gu, `$1${few}`)
    case 'phone':
      return ending(value, endOfPhone)
    case 'number':
      return ending(value, endOfNumber)
    case 'text':
    case null:
      return dots
  }
}

function ending(value: string, shown: number): string {
  if (new RegExp(`^${dots}(?: [0-9]{${shown}})?$`, 'u').test(value)) return value
  const digits = value.replace(/[^0-9]/gu, '')
  return digits.length < shortNumber ? dots : `${dots} ${digits.slice(-shown)}`
}

const text = (value: string) => sql.raw(`'${value}'`)

/** `masked` in SQL, on an expression of any type. NULL stays NULL. */
export function maskSql(expression: SQL, mask: MaskKind | null): SQL {
  const shown = maskedText(sql`(${expression})::text`, mask)
  return sql`case when ${expression} is null then null else ${shown} end`
}

function maskedText(value: SQL, mask: MaskKind | null): SQL {
  switch (mask) {
    case 'email':
      return sql`case when ${value} ~ ${text('^[^@][^@]*@')} then left(${value}, 1) || ${text(`${few}@${few}`)} || coalesce(substring(${value} from ${text(String.raw`(\.[^.@]+)$`)}), '') else ${text(dots)} end`
    case 'name':
      return sql`regexp_replace(${value}, ${text('([^ ])[^ ]*')}, ${text(String.raw`\1` + few)}, 'g')`
    case 'phone':
      return endingSql(value, endOfPhone)
    case 'number':
      return endingSql(value, endOfNumber)
    case 'text':
    case null:
      return text(dots)
  }
}

function endingSql(value: SQL, shown: number): SQL {
  const digits = sql`regexp_replace(${value}, ${text('[^0-9]')}, '', 'g')`
  return sql`case when length(${digits}) < ${sql.raw(String(shortNumber))} then ${text(dots)} else ${text(`${dots} `)} || right(${digits}, ${sql.raw(String(shown))}) end`
}

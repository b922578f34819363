import { dateProblem, timeProblem, timestampProblem } from './moment'
import { jsonErrorAt } from './json-error'
import { readNumber } from './number-reading'
import * as words from '../words/values'

/**
 * The rules for a typed text, as data: they are sent to the browser with the form and checked there on blur, and again
 * on the server. Both use the same implementation, so that they always agree.
 */
export interface FieldRules {
  required?: boolean
  maxLength?: number
  /** Inclusive bounds of an integer, as text because they may exceed 2^53. */
  integer?: { min: string; max: string }
  /** Digits before and after the decimal point; null for no limit. */
  decimal?: { integerDigits: number | null; scale: number | null }
  /** Single or double precision. */
  float?: 4 | 8
  pattern?: PatternRule
  /** One of these values. */
  oneOf?: readonly string[]
  json?: 'json' | 'jsonb'
  date?: true
  time?: 'plain' | 'zone'
  timestamp?: 'plain' | 'zone'
  /** Dates, times and numbers are also taken as people write them: `tomorrow 9`, `1 234,5`. */
  spoken?: true
}

/** A regular expression that the whole text must match, and the message if it does not. */
export interface PatternRule {
  source: string
  flags?: string
  message: string
  /**
   * The maximum length; longer texts do not match. Default 500. A higher limit requires an expression that runs in
   * linear time.
   */
  longest?: number
}

/**
 * What is wrong with a typed text, as a message for the user; null if nothing is. An empty text violates only
 * `required`.
 */
export function checkRules(rules: FieldRules, given: string): string | null {
  if (given === '') return rules.required ? words.required : null
  const read = rules.spoken && holdsNumbers(rules) ? readNumber(given, isWhole(rules)) : { plain: given }
  if ('refused' in read) return read.refused
  const text = read.plain
  return (
    characterProblem(text) ??
    (rules.maxLength === undefined ? null : lengthProblem(rules.maxLength, text)) ??
    (rules.integer ? integerProblem(rules.integer, text.trim()) : null) ??
    (rules.decimal ? decimalProblem(rules.decimal, text.trim()) : null) ??
    (rules.float ? floatProblem(rules.float, text.trim()) : null) ??
    (rules.pattern ? patternProblem(rules.pattern, text.trim()) : null) ??
    (rules.oneOf && !rules.oneOf.includes(text) ? words.chooseListed : null) ??
    (rules.json ? jsonProblem(rules.json, text) : null) ??
    (rules.date ? dateProblem(text, rules.spoken) : null) ??
    (rules.time ? timeProblem(text, rules.time, rules.spoken) : null) ??
    (rules.timestamp ? timestampProblem(text, rules.timestamp, rules.spoken) : null)
  )
}

const holdsNumbers = ({ integer, decimal, float }: FieldRules) => (integer ?? decimal ?? float) !== undefined

const isWhole = ({ integer, decimal }: FieldRules) => integer !== undefined || decimal?.scale === 0

/** A number that `checkRules` finds valid, as input for PostgreSQL. */
export function numberValue(rules: FieldRules, text: string): string {
  const read = readNumber(text, isWhole(rules))
  return 'plain' in read ? read.plain : text
}

// PostgreSQL rejects NUL and cannot encode an unpaired surrogate.
function characterProblem(text: string): string | null {
  if (text.includes('\0')) return words.nulCharacter
  if (/\p{Surrogate}/u.test(text)) return words.incompleteCharacter
  return null
}

function lengthProblem(max: number, text: string): string | null {
  if (text.length <= max) return null
  // PostgreSQL counts characters, JavaScript counts UTF-16 units.
  let length = 0
  for (const _ of text) length += 1
  return length <= max ? null : words.tooLong(max, length)
}

function integerProblem({ min, max }: { min: string; max: string }, text: string): string | null {
  if (!/^[+-]?\d+$/.test(text)) return words.typeInteger
  // It exceeds every bound, and parsing it with BigInt would be slow.
  if (text.replace(/^[+-]?0*/, '').length > 20) {
    return text.startsWith('-') ? words.smallest(min) : words.largest(max)
  }
  const value = BigInt(text.replace(/^\+/, ''))
  if (value < BigInt(min)) return words.smallest(min)
  if (value > BigInt(max)) return words.largest(max)
  return null
}

const decimalShape = /^[+-]?(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,6}))?$/i

function decimalProblem(
  { integerDigits, scale }: { integerDigits: number | null; scale: number | null },
  text: string,
): string | null {
  if (/^nan$/i.test(text)) return null
  if (/^[+-]?inf(inity)?$/i.test(text)) return integerDigits === null ? null : words.noInfinity
  const match = decimalShape.exec(text)
  if (!match || !/\d/.test(text.split(/e/i)[0] ?? '')) return words.typeNumber
  const [, whole = '', fraction = '', exponent = '0'] = match
  const digits = whole + fraction
  const leadingZeros = /^0*/.exec(digits)?.[0].length ?? 0
  if (leadingZeros === digits.length) return null
  const pointAt = whole.length + Number(exponent)
  const before = pointAt - leadingZeros
  const after = lengthWithoutZeros(digits) - pointAt
  if (before > (integerDigits ?? 131_072)) {
    return words.digitsBefore(integerDigits ?? 131_072, before)
  }
  if (after > (scale ?? 16_383)) {
    return scale === 0 ? words.typeInteger : words.digitsAfter(scale ?? 16_383, after)
  }
  return null
}

// A loop, because a regular expression could take quadratic time on runs of zeros.
function lengthWithoutZeros(digits: string): number {
  let length = digits.length
  while (digits[length - 1] === '0') length -= 1
  return length
}

function floatProblem(size: 4 | 8, text: string): string | null {
  if (/^(nan|[+-]?inf(inity)?)$/i.test(text)) return null
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text)) return words.typeNumber
  const value = size === 4 ? Math.fround(Number(text)) : Number(text)
  const isZero = !/[1-9]/.test(text.split(/e/i)[0] ?? '')
  if (!Number.isFinite(value)) return words.tooLarge
  return value === 0 && !isZero ? words.tooSmall : null
}

function patternProblem({ source, flags, message, longest = 500 }: PatternRule, text: string): string | null {
  if (text.length > longest) return message
  return new RegExp(`^(?:${source})$`, flags).test(text) ? null : message
}

const deepestJson = 1000

function jsonProblem(kind: 'json' | 'jsonb', text: string): string | null {
  try {
    JSON.parse(text)
  } catch {
    const { line, column } = jsonErrorAt(text)
    return words.noJson(line, column)
  }
  if (jsonDepth(text) > deepestJson) return words.tooDeep(deepestJson)
  if (kind === 'json') return null
  const escapes = text.match(/\\(?:u[0-9a-f]{4}|.)/gi) ?? []
  if (escapes.some((escape) => /^\\u0000$/i.test(escape))) return words.nulInJson
  // Escaped unpaired surrogates are valid JSON, but jsonb cannot store them.
  const decoded = text.replace(/\\(?:u([0-9a-f]{4})|.)/gi, (_, hex: string | undefined) =>
    hex === undefined ? '' : String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return characterProblem(decoded)
}

function jsonDepth(text: string): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index]
    if (inString) {
      if (character === '\\') index += 1
      else if (character === '"') inString = false
    } else if (character === '"') inString = true
    else if (character === '{' || character === '[') deepest = Math.max(deepest, (depth += 1))
    else if (character === '}' || character === ']') depth -= 1
  }
  return deepest
}

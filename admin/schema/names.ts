import pluralize from 'pluralize'
import { acronymIn, compounds, spelled } from './known-words'

/** Marks where a known word starts and ends, so that it is not split: `is2FaEnabled`, `enable_ipv4`, `oauthToken`. */
const known = new RegExp(
  // In mixed case as in camelCase, or on its own between separators.
  compounds
    .map((word) => {
      const capital = word.replace(/[a-z]/u, (letter) => letter.toUpperCase())
      const spelling = spelled(word)
      const inCamel = [...new Set([capital, spelling, word.toUpperCase()])].filter((form) => !/^\p{Ll}/u.test(form))
      return [...inCamel.map((form) => `${form}(?!\\p{Ll}|\\d)`), `(?<![\\p{L}\\d])${word}(?!\\p{Ll}|\\d)`].join('|')
    })
    .join('|'),
  'gu',
)

/**
 * Splits an identifier in snake_case, camelCase or kebab-case into words: `orderItems` → `order`, `Items`. A number is
 * a word of its own unless it belongs to one: `address2` → `address`, `2`, but `sha256`, `Q1`.
 */
export function wordsOf(identifier: string): string[] {
  const whole: string[] = []
  const marked = identifier.replace(known, (word) => ` \u0000${whole.push(word) - 1}\u0000 `)
  return marked
    .split(/(\u0000\d+\u0000)/u)
    .flatMap((part) => {
      const index = /^\u0000(\d+)\u0000$/u.exec(part)?.[1]
      return index === undefined ? plainWords(part) : [whole[Number(index)] ?? '']
    })
    .filter(Boolean)
}

function plainWords(text: string): string[] {
  return text
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replace(/(\p{L}{2})(\d)/gu, '$1 $2')
    .replace(/(\d)(\p{L}{2})/gu, '$1 $2')
    .split(/[\s_.-]+/u)
}

/** The label for an identifier, in sentence case: `created_at` → "Created at", `categoryId` → "Category ID". */
export function labelOf(identifier: string): string {
  const text = wordsOf(identifier).map(spelled).join(' ')
  return text === '' ? identifier : capitalised(text)
}

/** "iOS version" stays unchanged. */
function capitalised(text: string): string {
  return /^\p{Ll}\p{Lu}/u.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1)
}

/** A sentence-case name inside a sentence: "Order items" → "order items", but "SKUs" stays. */
export function inSentence(name: string): string {
  return /^\p{Lu}\p{Lu}/u.test(name) ? name : name.charAt(0).toLowerCase() + name.slice(1)
}

/** The label of a relation: `categoryId` and `category_id` → "Category". */
export function linkLabelOf(column: string): string {
  return labelOf(withoutId(column))
}

/** `category_id`, `categoryId` → `category`. The name `id` stays. */
export function withoutId(column: string): string {
  const short = column.replace(/(_id|_ID|Id|ID)$/u, '')
  return short === '' ? column : short
}

/** Countable nouns in -ing. Others name an activity, which has no plural. */
const countedIng =
  /(?:^|[^a-z])(?:booking|building|casing|clipping|drawing|earning|ending|filing|finding|greeting|holding|landing|listing|mapping|meeting|offering|opening|ordering|outing|painting|pairing|posting|ranking|rating|reading|recording|ring|saving|sending|setting|shipping|sibling|spring|string|swing|thing|training|viewing|warning|wedding|wing|writing)$/u

/**
 * Whether a word can have an English plural: brands and verbs (`gotify`), activities and words of other languages
 * cannot.
 */
function hasPlural(word: string): boolean {
  if (!/^[a-z]+$/iu.test(word) || /(?:fy|ed)$/iu.test(word)) return false
  return !/ing$/iu.test(word) || countedIng.test(word.toLowerCase())
}

/** The names of a table: `order_items` → "order item", "Order items". */
export function tableNames(table: string): { singular: string; plural: string } {
  const words = wordsOf(table)
  if (words.length === 0) return { singular: table, plural: table }
  const last = (words.pop() ?? '').toLowerCase()
  const join = (word: string) => [...words, word].map(spelled).join(' ')
  const acronym = acronymIn(last)
  if (acronym !== undefined) return { singular: join(acronym), plural: capitalised(join(`${acronym}s`)) }
  const isEnglish = hasPlural(last)
  return {
    singular: join(isEnglish ? pluralize.singular(last) : last),
    plural: capitalised(join(isEnglish ? pluralize.plural(last) : last)),
  }
}

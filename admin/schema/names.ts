import pluralize from 'pluralize'

const acronyms = new Set([
  'id',
  'url',
  'uri',
  'sku',
  'ip',
  'api',
  'vat',
  'html',
  'css',
  'json',
  'uuid',
  'iban',
  'bic',
  'ssn',
  'isbn',
  'ean',
  'pdf',
  'utm',
  'sso',
  'ssh',
  'seo',
  'dns',
  'http',
])

/** The words of an identifier in snake_case, camelCase or kebab-case, as written: `orderItems` → `order`, `Items`. */
export function wordsOf(identifier: string): string[] {
  return identifier
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1 $2')
    .split(/[\s_.-]+/u)
    .filter(Boolean)
}

/** For people, in sentence case: `created_at` → "Created at", `categoryId` → "Category ID". */
export function labelOf(identifier: string): string {
  const text = wordsOf(identifier)
    .map((word) => (acronyms.has(word.toLowerCase()) ? word.toUpperCase() : word.toLowerCase()))
    .join(' ')
  return text === '' ? identifier : text.charAt(0).toUpperCase() + text.slice(1)
}

/** A sentence-case name in the middle of a sentence: "Order items" → "order items", "SKUs" stays. */
export function inSentence(name: string): string {
  return /^\p{Lu}\p{Lu}/u.test(name) ? name : name.charAt(0).toLowerCase() + name.slice(1)
}

/** A relation's name for people: `categoryId` and `category_id` → "Category". */
export function linkLabelOf(column: string): string {
  return labelOf(withoutId(column))
}

/** `category_id`, `categoryId` → `category`; a name that is only `id` stays. */
export function withoutId(column: string): string {
  const short = column.replace(/(_id|_ID|Id|ID)$/u, '')
  return short === '' ? column : short
}

/** A table's names for people: `order_items` → "order item", "Order items". */
export function tableNames(table: string): { singular: string; plural: string } {
  const words = wordsOf(table).map((word) =>
    acronyms.has(word.toLowerCase()) ? word.toUpperCase() : word.toLowerCase(),
  )
  if (words.length === 0) return { singular: table, plural: table }
  const last = words.pop() ?? ''
  const join = (word: string) => [...words, word].join(' ')
  const plural = join(pluralize.plural(last))
  return { singular: join(pluralize.singular(last)), plural: plural.charAt(0).toUpperCase() + plural.slice(1) }
}

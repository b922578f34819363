/** The parts of a composite value. null is NULL, as opposed to the empty text. */
export type RecordItems = readonly (string | null)[]

interface ReadRecord {
  items: (string | null)[]
  /** False if the text ends before the record does. */
  whole: boolean
}

/** Parses PostgreSQL's text of a composite value: `("Main St",Berlin,,"")`. Null if the text is not valid. */
export function parseRecord(text: string): RecordItems | null {
  const read = readRecord(text.trim())
  return read?.whole ? read.items : null
}

/** The same for a text that may have been truncated: the parts that are there. */
export function beginningOfRecord(text: string): RecordItems | null {
  return readRecord(text.trim())?.items ?? null
}

function readRecord(text: string): ReadRecord | null {
  if (!text.startsWith('(')) return null
  const items: (string | null)[] = []
  for (let index = 1; ; index += 1) {
    const { value, end } = readItem(text, index)
    items.push(value)
    index = end
    if (index >= text.length) return { items, whole: false }
    if (text[index] === ')') return index === text.length - 1 ? { items, whole: true } : null
  }
}

/** Reads from `start` to the comma or parenthesis that ends the part. Quotes may open and close anywhere in it. */
function readItem(text: string, start: number): { value: string | null; end: number } {
  let value = ''
  let quoted = false
  let end = start
  for (; end < text.length; end += 1) {
    const character = text[end] ?? ''
    if (!quoted && (character === ',' || character === ')')) break
    if (character === '\\') {
      end += 1
      value += text[end] ?? ''
    } else if (character !== '"') value += character
    else if (quoted && text[end + 1] === '"') {
      end += 1
      value += '"'
    } else quoted = !quoted
  }
  return { value: end === start ? null : value, end }
}

/** Writes a composite value in PostgreSQL's own format. */
export function formatRecord(items: RecordItems): string {
  const parts = items.map((item) => {
    if (item === null) return ''
    return item === '' || /[\s"\\(),]/u.test(item) ? `"${item.replaceAll(/["\\]/gu, '$&$&')}"` : item
  })
  return `(${parts.join(',')})`
}

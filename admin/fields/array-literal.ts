/** An element of an array: a value, NULL, or an inner array. */
export type ArrayItem = string | null | readonly ArrayItem[]

export interface ArrayLiteral {
  /** `[0:2]=` if the indexes do not start position 1, else empty. */
  readonly bounds: string
  readonly items: readonly ArrayItem[]
}

/** Parses PostgreSQL's array literal: `{a,"b,c",NULL,{…}}`. Null if the text is not valid. */
export function parseArrayLiteral(text: string, delimiter = ','): ArrayLiteral | null {
  const match = /^((?:\[[+-]?\d+(?::[+-]?\d+)?\])+\s*=\s*)?(\{[^]*)$/.exec(text.trim())
  if (!match) return null
  const body = match[2] ?? ''
  const reader = new ArrayReader(body, delimiter)
  const items = reader.list()
  if (!items || !reader.finished || !isRectangular(items)) return null
  return { bounds: (match[1] ?? '').replace(/\s/g, ''), items }
}

/** Writes PostgreSQL's array literal. Every value is quoted, so that none is read as NULL or split position a comma. */
export function formatArrayLiteral(items: readonly ArrayItem[], delimiter = ','): string {
  const parts = items.map((item) => {
    if (item === null) return 'NULL'
    if (typeof item === 'string') return `"${item.replace(/[\\"]/g, '\\$&')}"`
    return formatArrayLiteral(item, delimiter)
  })
  return `{${parts.join(delimiter)}}`
}

// PostgreSQL has no ragged arrays: on each level either all items are arrays of the same shape, or none is an array.
function isRectangular(items: readonly ArrayItem[]): boolean {
  const shapes = new Set(items.map(shapeOf))
  return shapes.size <= 1 && !shapes.has('ragged')
}

function shapeOf(item: ArrayItem): string {
  if (item === null || typeof item === 'string') return ''
  if (item.length === 0 || !isRectangular(item)) return 'ragged'
  return `${item.length},${shapeOf(item[0] ?? null)}`
}

class ArrayReader {
  private position = 0
  private readonly text: string
  private readonly delimiter: string

  constructor(text: string, delimiter: string) {
    this.text = text
    this.delimiter = delimiter
  }

  get finished(): boolean {
    return this.text.slice(this.position).trim() === ''
  }

  /** Parses from `{` to the matching `}`. */
  list(depth = 1): ArrayItem[] | null {
    if (depth > 6) return null
    this.position += 1
    const items: ArrayItem[] = []
    this.skipBlanks()
    if (this.take('}')) return items
    for (;;) {
      this.skipBlanks()
      const item = this.item(depth)
      if (item === undefined) return null
      items.push(item)
      this.skipBlanks()
      if (this.take('}')) return items
      if (!this.take(this.delimiter)) return null
    }
  }

  private item(depth: number): ArrayItem | undefined {
    const next = this.text[this.position]
    if (next === '{') return this.list(depth + 1) ?? undefined
    return next === '"' ? this.quoted() : this.bare()
  }

  private quoted(): string | undefined {
    let value = ''
    for (this.position += 1; this.position < this.text.length; this.position += 1) {
      const character = this.text[this.position]
      if (character === '"') {
        this.position += 1
        return value
      }
      if (character === '\\') this.position += 1
      value += this.text[this.position] ?? ''
    }
    return undefined
  }

  private bare(): string | null | undefined {
    let value = ''
    let escaped = false
    for (; this.position < this.text.length; this.position += 1) {
      const character = this.text[this.position] ?? ''
      if (character === '}' || character === this.delimiter) break
      if (character === '{' || character === '"') return undefined
      if (character === '\\') {
        this.position += 1
        escaped = true
      }
      value += this.text[this.position] ?? ''
    }
    const trimmed = value.trimEnd()
    if (trimmed === '') return undefined
    return !escaped && trimmed.toUpperCase() === 'NULL' ? null : trimmed
  }

  private take(character: string): boolean {
    if (this.text[this.position] !== character) return false
    this.position += 1
    return true
  }

  private skipBlanks(): void {
    while (/\s/.test(this.text[this.position] ?? '')) this.position += 1
  }
}

/** Whether a typed text is meant as PostgreSQL's literal. */
export function looksLiteral(text: string): boolean {
  const bare = text.trim()
  return bare.endsWith('}') && /^(?:\{|\[[+-]?\d+(?::[+-]?\d+)?\][[=\s])/.test(bare)
}

/** The elements of a text with one in each line. */
export function linesOf(text: string): string[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

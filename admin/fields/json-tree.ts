/** A JSON value to be drawn. Numbers and texts are as they are written, so that no digit is lost. */
export type JsonNode =
  | { readonly scalar: string }
  | { readonly open: '{' | '['; readonly members: readonly { readonly key: string; readonly value: JsonNode }[] }

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gu
const deepest = 50

class Reader {
  private at = 0
  private readonly tokens: readonly string[]

  constructor(tokens: readonly string[]) {
    this.tokens = tokens
  }

  get finished(): boolean {
    return this.at === this.tokens.length
  }

  value(depth: number): JsonNode | null {
    const first = this.tokens[this.at++]
    if (first === undefined || depth > deepest) return null
    if (first !== '{' && first !== '[') return /^[\]},:]$/u.test(first) ? null : { scalar: first }
    const close = first === '{' ? '}' : ']'
    const members: { key: string; value: JsonNode }[] = []
    if (this.take(close)) return { open: first, members }
    for (;;) {
      const key = first === '[' ? String(members.length) : this.key()
      const value = key === null ? null : this.value(depth + 1)
      if (key === null || value === null) return null
      members.push({ key, value })
      if (this.take(close)) return { open: first, members }
      if (!this.take(',')) return null
    }
  }

  private key(): string | null {
    const text = this.tokens[this.at++]
    return text?.startsWith('"') === true && this.take(':') ? text.slice(1, -1) : null
  }

  private take(wanted: string): boolean {
    if (this.tokens[this.at] !== wanted) return false
    this.at += 1
    return true
  }
}

/** The structure of a JSON text; null if it is none, if it is nested more than 50 levels deep, or if its end is missing. */
export function jsonTree(text: string): JsonNode | null {
  const reader = new Reader(text.match(token) ?? [])
  const node = reader.value(0)
  return node !== null && reader.finished ? node : null
}

const blank = /[ \t\n\r]*/y
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

/** What may come next: a value, the first value of a list or its end, a key, the first key or the end, a colon, or what follows a value. */
type Next = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'after'

/** Walks through a JSON text without recursion, because it may be nested deeply. */
class Walk {
  at = 0
  private next: Next = 'value'
  private readonly open: string[] = []
  private readonly text: string

  constructor(text: string) {
    this.text = text
  }

  /** Goes past the next token. @returns Whether there is a valid one. */
  step(): boolean {
    this.skip(blank)
    const character = this.text[this.at] ?? ''
    if (this.next === 'after') return this.follow(character)
    if (this.next === 'colon') return character === ':' && this.enter('value')
    if (character === '}' && this.next === 'first key') return this.close()
    if (character === ']' && this.next === 'first value') return this.close()
    if (this.next === 'key' || this.next === 'first key') return this.skip(string) && this.expect('colon')
    if (character === '{' || character === '[') {
      this.open.push(character)
      return this.enter(character === '{' ? 'first key' : 'first value')
    }
    return (this.skip(string) || this.skip(scalar)) && this.expect('after')
  }

  private follow(character: string): boolean {
    const around = this.open.at(-1)
    if (character === ',' && around !== undefined) return this.enter(around === '{' ? 'key' : 'value')
    return around !== undefined && character === (around === '{' ? '}' : ']') && this.close()
  }

  private close(): boolean {
    this.open.pop()
    return this.enter('after')
  }

  private enter(next: Next): boolean {
    this.at += 1
    return this.expect(next)
  }

  private expect(next: Next): boolean {
    this.next = next
    return true
  }

  private skip(shape: RegExp): boolean {
    shape.lastIndex = this.at
    if (!shape.test(this.text)) return false
    this.at = shape.lastIndex
    return true
  }
}

/** The line and column, from 1, of the first character at which a text that is not JSON stops being so. */
export function jsonErrorAt(text: string): { line: number; column: number } {
  const walk = new Walk(text)
  while (walk.step()) continue
  const lines = text.slice(0, walk.at).split('\n')
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
}

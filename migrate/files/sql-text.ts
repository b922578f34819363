/** One statement of a file. */
export interface SqlStatement {
  /** As written, including comments, without the semicolon. */
  readonly text: string
  /** Without comments, for matching. */
  readonly code: string
}

// A dollar sign inside a name does not start a dollar-quoted string, so names are matched before single characters.
const tokenPattern =
  /--[^\n]*|\/\*|[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|[\s\S]/y

/**
 * Splits a text into statements at the semicolons outside of quotes, comments and function bodies.
 *
 * Parts that contain only comments are left out.
 */
export function splitStatements(text: string): SqlStatement[] {
  const found: SqlStatement[] = []
  let start = 0
  let code = ''
  let previous = ''
  // `BEGIN ATOMIC … END` is the only body that is not quoted; a CASE inside it has an END of its own.
  let open = 0
  const close = (end: number) => {
    if (code.trim() !== '') found.push({ text: text.slice(start, end).trim(), code: code.trim() })
    code = ''
  }
  for (const { token, position } of tokens(text)) {
    const word = /^[a-z]/i.test(token) ? token.toLowerCase() : ''
    if (word === 'atomic' && previous === 'begin') open = 1
    else if (word === 'case' && open > 0) open += 1
    else if (word === 'end' && open > 0) open -= 1
    if (token === ';' && open === 0) {
      close(position)
      start = position + 1
    } else code += isComment(token) ? ' ' : token
    if (word !== '') previous = word
  }
  close(text.length)
  return found
}

/** A statement without its comments. */
export function withoutComments(statement: string): string {
  return [...tokens(statement)]
    .map(({ token }) => (isComment(token) ? ' ' : token))
    .join('')
    .trim()
}

function isComment(token: string): boolean {
  return token.startsWith('--') || token.startsWith('/*')
}

function* tokens(text: string): Generator<{ token: string; position: number }> {
  for (let index = 0; index < text.length;) {
    tokenPattern.lastIndex = index
    const first = tokenPattern.exec(text)?.[0] ?? ''
    const token = wholeToken(text, index, first)
    yield { token, position: index }
    index += token.length
  }
}

/** Tokens of which a regular expression matches only the start. */
function wholeToken(text: string, start: number, first: string): string {
  if (first === '/*') return text.slice(start, commentEnd(text, start))
  if (!/^\$.*\$$/.test(first) || first === '$') return first
  const end = text.indexOf(first, start + first.length)
  return end === -1 ? text.slice(start) : text.slice(start, end + first.length)
}

/** PostgreSQL's comments nest. */
function commentEnd(text: string, start: number): number {
  const edge = /\/\*|\*\//g
  edge.lastIndex = start
  let depth = 0
  for (let match = edge.exec(text); match; match = edge.exec(text)) {
    depth += match[0] === '/*' ? 1 : -1
    if (depth === 0) return edge.lastIndex
  }
  return text.length
}

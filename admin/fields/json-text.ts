/** Indents JSON text without parsing its values, so that 9007199254740993 and 1.50 stay unchanged. */
export function indentJson(text: string): string {
  // Small values fit on one line, and nobody reads huge ones.
  if (text.length <= 60 || text.length > 1_000_000) return text
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)
  if (!tokens) return text
  let indented = ''
  // Very deep nesting would consist mostly of indentation.
  const most = text.length * 2 + 10_000
  let depth = 0
  const newLine = () => `\n${'  '.repeat(depth)}`
  for (const [index, token] of tokens.entries()) {
    if (indented.length > most) return text
    const previous = tokens[index - 1]
    if (token === '{' || token === '[') {
      depth += 1
      indented += previous === '{' || previous === '[' ? newLineBefore(depth) + token : token
    } else if (token === '}' || token === ']') {
      depth -= 1
      indented += previous === '{' || previous === '[' ? token : newLine() + token
    } else if (token === ',') indented += token + newLine()
    else if (token === ':') indented += ': '
    else indented += previous === '{' || previous === '[' ? newLine() + token : token
  }
  return indented
}

function newLineBefore(depth: number): string {
  return `\n${'  '.repeat(depth - 1)}`
}

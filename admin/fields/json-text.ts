/** Indents JSON text without reading its values, so that 9007199254740993 and 1.50 stay as they are. */
export function indentJson(text: string): string {
  // One line is enough for what is small, and nobody reads what is huge.
  if (text.length <= 60 || text.length > 1_000_000) return text
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)
  if (!tokens) return text
  let indented = ''
  let depth = 0
  const newLine = () => `\n${'  '.repeat(depth)}`
  for (const [index, token] of tokens.entries()) {
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

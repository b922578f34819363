/** The lines of a column that was copied from a spreadsheet; null if there are several columns. */
export function pastedLines(text: string): string[] | null {
  const lines: string[] = []
  let rest = text.replaceAll(/\r\n?/gu, '\n')
  if (rest.endsWith('\n')) rest = rest.slice(0, -1)
  for (;;) {
    const [taken, cell] = nextCell(rest)
    lines.push(cell)
    const after = rest.slice(taken)
    if (after.startsWith('\t')) return null
    if (after === '') return lines
    rest = after.slice(1)
  }
}

/** A cell that contains line breaks, tabs or quotes is in quotes, with each of its own doubled. */
const quoted = /^"((?:[^"]|"")*)"(?=[\t\n]|$)/u

function nextCell(text: string): [length: number, cell: string] {
  const [whole, inside] = quoted.exec(text) ?? []
  if (whole !== undefined && inside !== undefined) return [whole.length, inside.replaceAll('""', '"')]
  const end = text.search(/[\t\n]/u)
  const cell = end < 0 ? text : text.slice(0, end)
  return [cell.length, cell]
}

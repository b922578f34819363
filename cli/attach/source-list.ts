import type { Node } from '@babel/types'
import { indentBefore, lineEnding, spanOf, splice, type SourceText, type Span } from './source-text'

/** The elements of an array, the properties of an object or the names of an import, with the brackets around them. */
export interface SourceList {
  /** From the opening bracket to the position after the closing one. */
  readonly brackets: Span
  readonly items: readonly Node[]
}

/**
 * Removes an item with its comma. An item on a line of its own is removed with the line and its trailing comment.
 *
 * @returns The text of the whole file.
 */
export function withoutItem(source: SourceText, list: SourceList, item: Node): string {
  const { text } = source
  const { start, end } = spanOf(item)
  const index = list.items.indexOf(item)
  const comma = commaAfter(source, end)
  const next = list.items[index + 1]
  const previous = list.items[index - 1]
  const line = wholeLine(text, { start, end: comma === undefined ? end : comma + 1 })
  // If the last item of a list without a trailing comma is removed, the item before it becomes the last.
  const dangling = !next && comma === undefined && previous ? commaAfter(source, spanOf(previous).end) : undefined
  if (line) {
    const removed = splice(text, line, '')
    return dangling === undefined
      ? closedUp(removed, list, text.length - removed.length)
      : splice(removed, { start: dangling, end: dangling + 1 }, '')
  }
  if (next) return splice(text, { start, end: spanOf(next).start }, '')
  if (previous) return splice(text, { start: dangling ?? spanOf(previous).end, end }, '')
  const removed = splice(text, { start, end: comma === undefined ? end : comma + 1 }, '')
  return closedUp(removed, list, text.length - removed.length)
}

/** Removes whitespace between brackets that contain nothing else. */
function closedUp(text: string, { brackets }: SourceList, removed: number): string {
  const inside = { start: brackets.start + 1, end: brackets.end - 1 - removed }
  return text.slice(inside.start, inside.end).trim() === '' ? splice(text, inside, '') : text
}

/** Inserts items at the start. @returns The text of the whole file. */
export function withItemsFirst(source: SourceText, { brackets, items }: SourceList, added: readonly string[]): string {
  const { text } = source
  const inside = brackets.start + 1
  const first = items[0]
  const firstStart = first && spanOf(first).start
  const indent = firstStart === undefined ? undefined : indentBefore(text, firstStart)
  if (firstStart !== undefined && indent !== undefined) {
    // After the rest of the bracket's line, so that comments above the first item stay above it.
    const lineEnd = text.indexOf('\n', inside) + 1
    const lines = added.map((item) => `${indent}${item},${lineEnding(text)}`)
    return splice(text, { start: lineEnd, end: lineEnd }, lines.join(''))
  }
  const start = firstStart ?? inside
  return splice(text, { start, end: start }, `${added.join(', ')}${first ? ', ' : ''}`)
}

/** Inserts an item after another, on a line of its own if that one has one. @returns The text of the whole file. */
export function withItemAfter(source: SourceText, item: Node, added: string): string {
  const { text } = source
  const { start, end } = spanOf(item)
  const comma = commaAfter(source, end)
  const line = wholeLine(text, { start, end: comma === undefined ? end : comma + 1 })
  if (!line) return splice(text, { start: end, end }, `, ${added}`)
  const indent = indentBefore(text, start) ?? ''
  const grown = splice(
    text,
    { start: line.end, end: line.end },
    `${indent}${added}${comma === undefined ? '' : ','}${lineEnding(text)}`,
  )
  return comma === undefined ? splice(grown, { start: end, end }, ',') : grown
}

/** The position of the next comma, if only whitespace and comments come before it. */
function commaAfter(source: SourceText, position: number): number | undefined {
  const found = nextCode(source, position)
  return source.text[found] === ',' ? found : undefined
}

/** The next position that is neither whitespace nor part of a comment. */
function nextCode(source: SourceText, position: number): number {
  const found = position + (/^\s*/.exec(source.text.slice(position))?.[0].length ?? 0)
  const comment = source.comments.find(({ start }) => start === found)
  return comment ? nextCode(source, spanOf(comment).end) : found
}

/** The lines of a span, if they contain nothing else except a trailing comment. */
function wholeLine(text: string, { start, end }: Span): Span | undefined {
  const indent = indentBefore(text, start)
  const rest = /^[ \t]*(?:\/\/[^\n]*|\/\*[^\n]*?\*\/[ \t]*)?\r?\n/.exec(text.slice(end))?.[0]
  return indent === undefined || rest === undefined
    ? undefined
    : { start: start - indent.length, end: end + rest.length }
}

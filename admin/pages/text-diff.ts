import { diffLines, diffWordsWithSpace, type Change } from 'diff'
import type { DiffPart } from './shapes/pages'

/** Unchanged pieces longer than this are cut to their ends. */
const context = 60
/** Texts that have less in common are shown as they are, one beside the other. */
const mostEdits = 400
const timeout = 50

/**
 * What differs between two texts: by lines for values that were indented, by words for others. Null if they have so little in
 * common that marking it would not help.
 */
export function diffParts(before: string, after: string, by: 'words' | 'lines'): DiffPart[] | null {
  const options = { maxEditLength: mostEdits, timeout }
  const changes: Change[] | undefined =
    by === 'lines' ? diffLines(before, after, options) : diffWordsWithSpace(before, after, options)
  if (!changes) return null
  const kept = changes.filter(({ added, removed }) => !added && !removed)
  const common = kept.reduce((length, { value }) => length + value.trim().length, 0)
  if (common * 4 < Math.min(before.length, after.length)) return null
  return changes.flatMap(({ added, removed, value }, index): DiffPart[] => {
    if (added || removed) return [{ kind: added ? 'added' : 'removed', text: value }]
    return unchanged(value, { isFirst: index === 0, isLast: index === changes.length - 1 })
  })
}

/** The ends of an unchanged piece that are beside a change. */
function unchanged(text: string, { isFirst, isLast }: { isFirst: boolean; isLast: boolean }): DiffPart[] {
  const start = isFirst ? '' : headOf(text)
  const end = isLast ? '' : tailOf(text)
  if (start.length + end.length >= text.length - context / 2) return [{ kind: 'same', text }]
  return [
    { kind: 'same' as const, text: start },
    { kind: 'gap' as const, text: '…' },
    { kind: 'same' as const, text: end },
  ].filter((part) => part.text !== '')
}

/** Whole words, so that no character is split. */
function headOf(text: string): string {
  const end = text.indexOf(' ', context)
  return end === -1 || end > context * 2 ? text.slice(0, safeCut(text, context)) : text.slice(0, end)
}

function tailOf(text: string): string {
  const start = text.lastIndexOf(' ', text.length - context)
  return start <= 0 || start < text.length - context * 2
    ? text.slice(safeCut(text, Math.max(0, text.length - context)))
    : text.slice(start)
}

const safeCut = (text: string, index: number) => (/[\uDC00-\uDFFF]/u.test(text.charAt(index)) ? index - 1 : index)

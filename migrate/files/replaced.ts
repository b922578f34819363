/** What a migration says of its past, in comments at its top. */
export interface Past {
  /** Names of the files that were squashed into this one: it counts as applied where all of them have been. */
  readonly replaces: readonly string[]
  /** Its own names before branches were joined: it counts as applied where one of them has been. */
  readonly was: readonly string[]
  /** Names of another branch: they may be applied before or after it. */
  readonly beside: readonly string[]
}

const pastLine = /^-- brolly:(replaces|was|beside) (.+?)\r?$/
const pastLines = /^-- brolly:(?:replaces|was|beside) .+\r?\n?/gm

export function readPast(text: string): Past {
  const past: Record<string, string[]> = { replaces: [], was: [], beside: [] }
  for (const line of text.split('\n')) {
    const [, word = '', names = ''] = pastLine.exec(line) ?? []
    past[word]?.push(...names.split(' '))
  }
  return { replaces: past.replaces ?? [], was: past.was ?? [], beside: past.beside ?? [] }
}

/** A migration's text without what it says of its past, which changes nothing that it does. */
export function withoutPast(text: string): string {
  return text.replaceAll(pastLines, '')
}

/** The comments for the top of a file. */
export function pastComments(past: Partial<Past>): string {
  const words = ['replaces', 'was', 'beside'] as const
  return words
    .filter((word) => (past[word] ?? []).length > 0)
    .map((word) => `-- brolly:${word} ${(past[word] ?? []).join(' ')}\n`)
    .join('')
}

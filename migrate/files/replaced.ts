/** What a migration says about its past in the comments at its top. */
export interface Past {
  /** Names of the files squashed into this one. The migration counts as applied if all of them are. */
  readonly replaces: readonly string[]
  /** Its former names, from before branches were merged. The migration counts as applied if one of them is. */
  readonly was: readonly string[]
  /** Names of migrations on another branch, which may be applied before or after this one. */
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

/** A migration's text without the comments about its past, which do not affect what it does. */
export function withoutPast(text: string): string {
  return text.replaceAll(pastLines, '')
}

/** The comments to write at the top of a file. */
export function pastComments(past: Partial<Past>): string {
  const words = ['replaces', 'was', 'beside'] as const
  return words
    .filter((word) => (past[word] ?? []).length > 0)
    .map((word) => `-- brolly:${word} ${(past[word] ?? []).join(' ')}\n`)
    .join('')
}

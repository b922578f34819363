import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** As far as it is read here. */
export interface JournalEntry {
  idx: number
  version: string
  when: number
  tag: string
  breakpoints: boolean
}

/** The two lines of migrations that a merge has left in one folder. */
export interface Branches {
  /** What both begin with. */
  readonly common: readonly JournalEntry[]
  readonly ours: readonly JournalEntry[]
  readonly theirs: readonly JournalEntry[]
}

/** Whether a text still holds both sides of a merge. */
export function isConflicted(text: string): boolean {
  return /^<{7}/m.test(text) && /^>{7}/m.test(text)
}

/** One side of a text that holds both. */
export function sideOf(text: string, side: 'ours' | 'theirs'): string {
  const lines: string[] = []
  let within: 'both' | 'ours' | 'base' | 'theirs' = 'both'
  for (const line of text.split('\n')) {
    if (line.startsWith('<<<<<<<')) within = 'ours'
    else if (line.startsWith('|||||||') && within === 'ours') within = 'base'
    else if (line.startsWith('=======') && within !== 'both') within = 'theirs'
    else if (line.startsWith('>>>>>>>')) within = 'both'
    else if (within === 'both' || within === side) lines.push(line)
  }
  return lines.join('\n')
}

/**
 * What keeps a folder with two branches from being used, with how to mend it; empty where there is one.
 *
 * It is told from the journal alone: one that holds both sides of a merge, or counts a number twice.
 */
export function branchProblems(folder: string): string[] {
  const branches = findBranches(folder)
  if (!branches) return []
  const names = (entries: readonly JournalEntry[]) => entries.map((entry) => entry.tag).join(', ')
  return [
    `Migrations from two branches conflict: ${names(branches.ours)} and ${names(branches.theirs)}. Merge them with: npx brolly makemigrations --merge`,
  ]
}

/** The branches of a folder, `undefined` where there is one line. */
export function findBranches(folder: string): Branches | undefined {
  const file = path.join(/* turbopackIgnore: true */ folder, 'meta', '_journal.json')
  if (!existsSync(file)) return undefined
  const text = readFileSync(file, 'utf8')
  if (isConflicted(text)) return split(entriesOf(sideOf(text, 'ours')), entriesOf(sideOf(text, 'theirs')))
  const entries = entriesOf(text)
  const second = entries.findIndex((entry, index) => entry.idx <= (entries[index - 1]?.idx ?? -1))
  if (second === -1) return undefined
  const first = entries.findIndex((entry) => entry.idx >= (entries[second]?.idx ?? 0))
  return {
    common: entries.slice(0, first),
    ours: entries.slice(first, second),
    theirs: entries.slice(second),
  }
}

function split(ours: readonly JournalEntry[], theirs: readonly JournalEntry[]): Branches | undefined {
  // Two of one name are two migrations all the same.
  const parting = ours.findIndex(
    (entry, index) => entry.tag !== theirs[index]?.tag || entry.when !== theirs[index].when,
  )
  const length = parting === -1 ? Math.min(ours.length, theirs.length) : parting
  return { common: ours.slice(0, length), ours: ours.slice(length), theirs: theirs.slice(length) }
}

/** The entries of a journal; none where it is not one, which is told by who reads it whole. */
function entriesOf(text: string): JournalEntry[] {
  try {
    // Only what drizzle-kit writes is looked for; the journal's own reader checks it.
    const journal = JSON.parse(text) as { entries?: JournalEntry[] }
    return journal.entries ?? []
  } catch {
    return []
  }
}

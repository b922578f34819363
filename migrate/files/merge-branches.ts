import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** The part of drizzle-kit's journal that is read here. */
export interface JournalEntry {
  idx: number
  version: string
  when: number
  tag: string
  breakpoints: boolean
}

/** The two branches of migrations that a merge left in one folder. */
export interface Branches {
  /** The migrations that both branches start with. */
  readonly common: readonly JournalEntry[]
  readonly ours: readonly JournalEntry[]
  readonly theirs: readonly JournalEntry[]
}

/** Whether a text still contains conflict markers. */
export function isConflicted(text: string): boolean {
  return /^<{7}/m.test(text) && /^>{7}/m.test(text)
}

/** One side of a text with conflict markers. */
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
 * Why a folder with two branches cannot be used, and how to fix it. Empty for a folder with one branch.
 *
 * Only the journal is examined: it has two branches if it contains conflict markers or the same index twice.
 */
export function branchProblems(folder: string): string[] {
  const branches = findBranches(folder)
  if (!branches) return []
  const names = (entries: readonly JournalEntry[]) => entries.map((entry) => entry.tag).join(', ')
  return [
    `Migrations from two branches conflict: ${names(branches.ours)} and ${names(branches.theirs)}. Merge them with: npx brolly makemigrations --merge`,
  ]
}

/** The branches of a folder; `undefined` if there is only one. */
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
  // Two migrations with the same name are still two migrations.
  const parting = ours.findIndex(
    (entry, index) => entry.tag !== theirs[index]?.tag || entry.when !== theirs[index].when,
  )
  const length = parting === -1 ? Math.min(ours.length, theirs.length) : parting
  return { common: ours.slice(0, length), ours: ours.slice(length), theirs: theirs.slice(length) }
}

/** The entries of a journal. An invalid journal yields none; the code that reads it in full reports the error. */
function entriesOf(text: string): JournalEntry[] {
  try {
    // Only fields that drizzle-kit writes are used; the journal's own reader validates them.
    const journal = JSON.parse(text) as { entries?: JournalEntry[] }
    return journal.entries ?? []
  } catch {
    return []
  }
}

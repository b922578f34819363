import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { AdminError } from '@/admin/errors'
import { shown } from '../files/folder'
import { migrationNumber, parseSnapshot, readSnapshot, snapshotPath, toJson, type Snapshot } from '../files/snapshot'
import { finishWriting, writeTogether } from '../generate/write-together'
import { journalPath } from '../generate/generate'
import { findBranches, isConflicted, sideOf, type Branches, type JournalEntry } from '../files/merge-branches'
import { mergeSnapshots } from './merge-snapshots'
import { pastComments, readPast, withoutPast } from '../files/replaced'

export interface JoinedBranches {
  /** The names that stay unchanged. */
  readonly first: readonly string[]
  /** The migrations that follow, with their previous names. */
  readonly renamed: readonly { readonly from: string; readonly to: string }[]
  /** Their contents, by path inside the folder. */
  readonly files: Readonly<Record<string, string>>
  readonly remove: readonly string[]
}

/**
 * Joins two branches of migrations: the one that started later follows the other under new numbers, with snapshots that
 * include both. A database that has applied either branch continues from there.
 *
 * @returns `undefined` if there is only one branch. Writes nothing yet: see `writeJoined`.
 * @throws {AdminError} `CONFLICT` naming what both branches change, `INVALID` for a missing file.
 */
export function joinBranches(folder: string): JoinedBranches | undefined {
  if (existsSync(folder)) finishWriting(folder)
  const branches = findBranches(folder)
  if (!branches) return undefined
  const oursFirst = (branches.ours[0]?.when ?? 0) <= (branches.theirs[0]?.when ?? 0)
  const first = sideAt(folder, branches, oursFirst ? 'ours' : 'theirs')
  const second = sideAt(folder, branches, oursFirst ? 'theirs' : 'ours')
  const base = branches.common.at(-1)
  const snapshots = joinedSnapshots(base && readSnapshot(folder, base.idx), first, second)
  const entries = [...branches.common, ...first.map(({ entry }) => entry)]
  const beside = first.map(({ entry }) => entry.tag)
  const files = Object.fromEntries(first.map(({ entry, snapshot }) => [snapshotPath(entry.idx), toJson(snapshot)]))
  const renamed = second.map(({ entry }, index) => {
    const moved = movedEntry(entry, entries.at(-1))
    files[snapshotPath(moved.idx)] = toJson(snapshots[index])
    Object.assign(files, movedFiles(folder, entry, { to: moved.tag, beside }))
    entries.push(moved)
    return { from: entry.tag, to: moved.tag }
  })
  files[journalPath] = toJson({ version: '7', dialect: 'postgresql', entries })
  const remove = renamed.flatMap(({ from }) => filesOf(folder, from)).filter((file) => !(file in files))
  return { first: beside, renamed, files, remove }
}

/** Writes the result of `joinBranches`: all files or none. */
export function writeJoined(folder: string, { files, remove }: JoinedBranches): void {
  writeTogether(folder, { files, remove })
}

interface BranchStep {
  readonly entry: JournalEntry
  readonly snapshot: Snapshot
}

/** The entries of one branch with their snapshots. */
function sideAt(folder: string, branches: Branches, side: 'ours' | 'theirs'): BranchStep[] {
  const other = side === 'ours' ? branches.theirs : branches.ours
  return branches[side].map((entry) => {
    const file = path.join(folder, snapshotPath(entry.idx))
    const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
    const isShared = other.some((candidate) => candidate.idx === entry.idx)
    if (text === '' || (isShared && !isConflicted(text)))
      throw new AdminError(
        'INVALID',
        `${shown(file)} contains only one of the two branches. Restore both with \`git checkout --merge ${shown(file)}\`, then run this again.`,
      )
    return { entry, snapshot: parseSnapshot(isConflicted(text) ? sideOf(text, side) : text, shown(file)) }
  })
}

function movedEntry(entry: JournalEntry, previous: JournalEntry | undefined): JournalEntry {
  const idx = (previous?.idx ?? -1) + 1
  const words = entry.tag.replace(/^\d+_/, '')
  return {
    ...entry,
    idx,
    tag: `${migrationNumber(idx)}_${words}`,
    when: Math.max(entry.when, (previous?.when ?? 0) + 1),
  }
}

/** The snapshots of the second branch as they are after all of the first. */
function joinedSnapshots(
  base: Snapshot | undefined,
  first: readonly BranchStep[],
  second: readonly BranchStep[],
): Snapshot[] {
  const last = first.at(-1)?.snapshot
  return second.map(({ snapshot }, index) => {
    if (!last) return snapshot
    const merged = mergeSnapshots(base ?? emptied(snapshot), last, snapshot)
    if (merged.conflicts.length > 0)
      throw new AdminError(
        'CONFLICT',
        `Both branches change ${merged.conflicts.join(', ')}, so they cannot be merged automatically. ` +
          'Remove the migrations of one branch and their journal entries, then recreate them: npx brolly makemigrations',
      )
    return { ...merged.snapshot, prevId: index === 0 ? last.id : snapshot.prevId }
  })
}

/** Both branches may start with the first migration. */
function emptied(snapshot: Snapshot): Snapshot {
  const nothing = { tables: {}, enums: {}, schemas: {}, sequences: {}, views: {}, roles: {}, policies: {} }
  return { ...snapshot, ...nothing }
}

const endings = ['.sql', '.down.sql', '.ts']

function filesOf(folder: string, tag: string): string[] {
  return endings.map((ending) => `${tag}${ending}`).filter((file) => existsSync(path.join(folder, file)))
}

/** A branch's files under their new names, with the comments by which a database recognises them. */
function movedFiles(
  folder: string,
  { tag }: JournalEntry,
  { to, beside }: { to: string; beside: readonly string[] },
): Record<string, string> {
  const files = filesOf(folder, tag).map((file): [string, string] => {
    const text = readFileSync(path.join(folder, file), 'utf8')
    if (isConflicted(text))
      throw new AdminError(
        'INVALID',
        `${shown(path.join(folder, file))} contains both sides of a merge: both branches use the same name. Rename one of them on its own branch.`,
      )
    const name = `${to}${file.slice(tag.length)}`
    if (!file.endsWith('.sql') || file.endsWith('.down.sql')) return [name, text]
    const past = readPast(text)
    const comments = pastComments({ ...past, was: [...past.was, tag], beside: [...past.beside, ...beside] })
    return [name, `${comments}${withoutPast(text)}`]
  })
  return Object.fromEntries(files)
}

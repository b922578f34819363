import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { readJournal } from '../files/folder'
import { noSnapshot, snapshotPath } from '../files/snapshot'

/** The file of a folder's first snapshot, if it refers to an earlier snapshot that does not exist. */
function straySnapshot(folder: string): { file: string; text: string; prevId: string } | undefined {
  if (!existsSync(path.join(folder, 'meta'))) return undefined
  const [first] = readJournal(folder).entries.toSorted((a, b) => a.idx - b.idx)
  const file = first && path.join(folder, snapshotPath(first.idx))
  if (!file || !existsSync(file)) return undefined
  const text = readFileSync(file, 'utf8')
  const prevId = /"prevId":\s*"([^"]*)"/u.exec(text)?.[1]
  return prevId === undefined || prevId === noSnapshot ? undefined : { file, text, prevId }
}

/** Whether drizzle-kit's `up` would reject the folder: its first snapshot must not refer to an earlier one. */
export function hasStraySnapshot(folder: string): boolean {
  return straySnapshot(folder) !== undefined
}

/** Removes the reference from the first snapshot. Nothing else in the folder changes, and no checksum depends on it. */
export function mendFirstSnapshot(folder: string): void {
  const stray = straySnapshot(folder)
  if (stray) writeFileSync(stray.file, stray.text.replace(`"${stray.prevId}"`, `"${noSnapshot}"`))
}

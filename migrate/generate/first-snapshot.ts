import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { readJournal } from '../files/folder'
import { noSnapshot, snapshotPath } from '../files/snapshot'

/** The file of a folder's first snapshot, where it says that it follows one that there never was. */
function straySnapshot(folder: string): { file: string; text: string; prevId: string } | undefined {
  if (!existsSync(path.join(folder, 'meta'))) return undefined
  const [first] = readJournal(folder).entries.toSorted((a, b) => a.idx - b.idx)
  const file = first && path.join(folder, snapshotPath(first.idx))
  if (!file || !existsSync(file)) return undefined
  const text = readFileSync(file, 'utf8')
  const prevId = /"prevId":\s*"([^"]*)"/u.exec(text)?.[1]
  return prevId === undefined || prevId === noSnapshot ? undefined : { file, text, prevId }
}

/** Whether drizzle-kit's `up` would refuse the folder: its first snapshot must follow none. */
export function hasStraySnapshot(folder: string): boolean {
  return straySnapshot(folder) !== undefined
}

/** Writes into the first snapshot that it follows none. Nothing else in the folder is touched, and no checksum depends on it. */
export function mendFirstSnapshot(folder: string): void {
  const stray = straySnapshot(folder)
  if (stray) writeFileSync(stray.file, stray.text.replace(`"${stray.prevId}"`, `"${noSnapshot}"`))
}

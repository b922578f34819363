import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

/** Files that change together in a folder of migrations. */
export interface FolderChange {
  /** Their contents, by path inside the folder. */
  readonly files: Readonly<Record<string, string>>
  readonly remove?: readonly string[]
}

const journalPath = path.join('meta', '_journal.json')

/** Everything is first written here. A crash leaves this folder behind, and nothing else. */
const preparing = '.preparing'

/** The same folder once it is complete. From here on the change happens, completed by the next run if necessary. */
const committed = '.committed'

const listName = 'change.json'

const listSchema = z.object({ files: z.array(z.string()), remove: z.array(z.string()) })

/**
 * Writes and removes several files so that a crash leaves all changes or none: they are first written completely to a
 * folder beside them, then moved into place, the journal last.
 */
export function writeTogether(folder: string, { files, remove = [] }: FolderChange): void {
  finishWriting(folder)
  const staging = path.join(folder, preparing)
  const order = Object.keys(files).toSorted((a, b) => Number(a === journalPath) - Number(b === journalPath))
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(staging, file)), { recursive: true })
    writeFileSync(path.join(staging, file), text, { flush: true })
  }
  writeFileSync(path.join(staging, listName), JSON.stringify({ files: order, remove }), { flush: true })
  renameSync(staging, path.join(folder, committed))
  finishWriting(folder)
}

/** Completes what a killed run had committed, and removes what it had only prepared. */
export function finishWriting(folder: string): void {
  rmSync(path.join(folder, preparing), { recursive: true, force: true })
  const from = path.join(folder, committed)
  if (!existsSync(path.join(from, listName))) return rmSync(from, { recursive: true, force: true })
  const list = listSchema.parse(JSON.parse(readFileSync(path.join(from, listName), 'utf8')))
  mkdirSync(path.join(folder, 'meta'), { recursive: true })
  for (const file of list.files) {
    // Files that an earlier run has already moved are no longer here.
    if (existsSync(path.join(from, file))) renameSync(path.join(from, file), path.join(folder, file))
  }
  for (const file of list.remove) rmSync(path.join(folder, file), { force: true })
  rmSync(path.join(from, listName))
  rmSync(from, { recursive: true, force: true })
}

/** Whether a run was killed while it moved its files into place. */
export function isHalfWritten(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).includes(committed)
}

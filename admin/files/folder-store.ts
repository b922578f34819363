import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { FileStore } from './file-store'

/** What is being written; it gets its name when it is complete. */
const unfinished = '.part'

/** Nothing else is read or written, whatever a caller asks for. */
const keyPattern = /^[0-9a-f]{32}(?:\.[a-z0-9]+){0,2}$/u

/**
 * Files in a folder, which is created when it is first needed. Several instances of the app must share it.
 * @param folder An absolute path.
 */
export function folderStore(folder: string): FileStore {
  const placeOf = (key: string) => {
    if (!keyPattern.test(key)) throw new Error(`'${key}' is not the key of a file.`)
    // Folders with very many files are slow to list.
    return path.join(folder, key.slice(0, 2), key)
  }
  return {
    name: `the folder ${folder}`,
    async write(key, bytes) {
      const place = placeOf(key)
      const part = `${place}${unfinished}`
      await mkdir(path.dirname(place), { recursive: true, mode: 0o700 })
      try {
        await pipeline(bytes, createWriteStream(part, { mode: 0o600, flush: true }))
        await rename(part, place)
        await syncFolder(path.dirname(place))
      } catch (error) {
        await rm(part, { force: true })
        throw error
      }
    },
    async read(key, range) {
      const place = placeOf(key)
      if ((await sizeOf(place)) === null) return null
      return createReadStream(place, range && { start: range.first, end: range.last })
    },
    sizeOf: (key) => sizeOf(placeOf(key)),
    remove: (key) => rm(placeOf(key), { force: true }),
    async *list() {
      for (const name of await namesIn(folder)) {
        for (const key of await namesIn(path.join(folder, name))) {
          if (!keyPattern.test(key)) continue
          const found = await statOf(path.join(folder, name, key))
          if (found) yield { key, size: found.size, changedAt: found.mtime }
        }
      }
    },
  }
}

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT'

async function statOf(place: string) {
  try {
    const found = await stat(place)
    return found.isFile() ? found : null
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

const sizeOf = async (place: string): Promise<number | null> => (await statOf(place))?.size ?? null

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isMissing(error) || (error instanceof Error && 'code' in error && error.code === 'ENOTDIR')) return []
    throw error
  }
}

/** So that the new name survives a power failure before the database says that the file is there. */
async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

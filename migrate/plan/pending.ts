import { statSync } from 'node:fs'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import type { Database } from '@/admin'
import { readJournal } from '../files/folder'
import { brollyFolder, userFolder } from '../files/folders'

interface KnownNames {
  readonly stamp: string
  readonly names: readonly { folder: string; name: string }[]
}

let known: KnownNames | undefined

/**
 * The names of migrations in the folders that are not applied to the database.
 *
 * It runs one small query and reads the folders again only after their journal has changed, so it may be called on
 * every request.
 */
export async function pendingMigrations(db: Database): Promise<{ folder: string; name: string }[]> {
  const { names } = knownNames()
  const applied = await appliedNames(db)
  return names.filter((candidate) => !applied.has(`${candidate.folder}/${candidate.name}`))
}

async function appliedNames(db: Database): Promise<Set<string>> {
  const [table] = await db.execute<{ found: boolean }>(
    sql`select to_regclass('brolly.migrations') is not null as found`,
  )
  if (table?.found !== true) return new Set()
  const rows = await db.execute<{ path: string }>(
    sql`select folder || '/' || name as path from brolly.migrations where state = 'applied'`,
  )
  return new Set(rows.map((row) => row.path))
}

function knownNames(): KnownNames {
  const folders = [brollyFolder(), userFolder()]
  const stamp = folders.map(({ folder }) => journalStamp(folder)).join()
  if (known?.stamp !== stamp) {
    const names = folders.flatMap(({ name, folder }) =>
      readJournal(folder).entries.map((entry) => ({ folder: name, name: entry.tag })),
    )
    known = { stamp, names }
  }
  return known
}

function journalStamp(folder: string): string {
  const file = path.join(/* turbopackIgnore: true */ folder, 'meta', '_journal.json')
  return String(statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0)
}

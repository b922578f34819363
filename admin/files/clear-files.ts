import { eq, sql, type SQL } from 'drizzle-orm'
import { formatArrayLiteral } from '../fields/array-literal'
import { files } from '../brolly/tables'
import { fileKeySql } from '../fields/file'
import type { Database } from '../postgres/database'
import { columnSql, fromSql, rootRef } from '../query/table-ref'
import type { Site } from '../site/site'
import { type FileStore, ownerKey, thumbKey } from './file-store'

export interface ClearOptions {
  readonly store: FileStore
  /** How long a file must have been without a use, in hours: an upload that has not been saved, or a record that is being saved. Default: 24. */
  readonly hours?: number
  /** Removes nothing. */
  readonly isRehearsal?: boolean
}

export interface ClearedFiles {
  /** Files whose rows and bytes were removed. */
  readonly files: number
  /** Objects in the store that no row knows. */
  readonly strays: number
  /** In bytes. */
  readonly size: number
}

const batch = 500

/**
 * Removes uploads that were never saved or never completed, files that neither a row nor the audit log refers to any more, and objects
 * in the store that nothing knows. A file is first marked, then removed from the store, then from the database; one that was
 * interrupted goes on with the next run. A record that refers to a file locks it, so none is removed while it is being saved.
 *
 * Files of tables that the site does not have any more are kept.
 */
export async function clearFiles(
  db: Database,
  site: Site,
  { store, hours = 24, isRehearsal = false }: ClearOptions,
): Promise<ClearedFiles> {
  const total = { files: 0, strays: 0, size: 0 }
  if (isRehearsal) {
    const found = await db.execute<{ size: string }>(
      sql`select f.size::text as size from brolly.files f where ${unusedSql(site, hours)}`,
    )
    total.files = found.length
    total.size = found.reduce((sum, { size }) => sum + Number(size), 0)
  } else
    for (;;) {
      const marked = await markUnused(db, site, hours)
      for (const { key, size } of marked) {
        await store.remove(key)
        await store.remove(thumbKey(key))
        await db.delete(files).where(eq(files.key, key))
        total.files++
        total.size += size
      }
      if (marked.length < batch) break
    }
  for await (const { key, size } of strays(db, store, hours)) {
    if (!isRehearsal) await store.remove(key)
    total.strays++
    total.size += size
  }
  return total
}

/** Locked first and looked for afterwards: what a save has committed in between is seen by the second statement. */
async function markUnused(db: Database, site: Site, hours: number): Promise<{ key: string; size: number }[]> {
  return db.transaction(async (tx) => {
    const locked = await tx.execute<{ key: string }>(
      sql`select f.key from brolly.files f where ${unusedSql(site, hours)} limit ${batch}::int for update skip locked`,
    )
    const keys = formatArrayLiteral(locked.map(({ key }) => key))
    const marked = await tx.execute<{ key: string; size: string }>(
      sql`update brolly.files f set state = 'removing' where f.key = any(${keys}::text::text[]) and ${unusedSql(site, hours)}
        returning f.key, f.size::text as size`,
    )
    return marked.map(({ key, size }) => ({ key, size: Number(size) }))
  })
}

/** The condition on `f` for a file that may go. */
function unusedSql(site: Site, hours: number): SQL {
  const columns = site.admins.flatMap(({ table }) =>
    table.columns.filter(({ type }) => type.file).map((column) => ({ table, column })),
  )
  const old = (moment: SQL) => sql`${moment} < now() - make_interval(hours => ${hours}::int)`
  const named = columns.map(({ table, column }) => {
    const ref = rootRef(table)
    return sql`exists (select from ${fromSql(ref)} where ${fileKeySql(columnSql(ref, column), column)} = f.key)`
  })
  const known = formatArrayLiteral([...new Set(columns.map(({ table }) => table.path))])
  // Whatever in the log looks like the key keeps the file. As a set, so that the log is read once.
  const recorded = sql`f.key in (select found[1] from brolly.audit_entries e
    cross join lateral regexp_matches(e.changes::text, '[0-9a-f]{32}', 'g') found where e."table" = any(${known}::text::text[]))`
  const unreferred = sql.join(
    [sql`f."table" = any(${known}::text::text[])`, ...[...named, recorded].map((use) => sql`not ${use}`)],
    sql` and `,
  )
  return sql`(f.state = 'removing' or (f.state in ('sending', 'pending') and ${old(sql`f.created_at`)})
    or (f.state = 'kept' and ${old(sql`f.kept_at`)} and ${unreferred}))`
}

/** Objects that are older than the limit and have no row, as after the database was restored from an older copy. */
async function* strays(db: Database, store: FileStore, hours: number) {
  const limit = Date.now() - hours * 60 * 60 * 1000
  let some: { key: string; size: number }[] = []
  async function* unknown() {
    const keys = formatArrayLiteral(some.map(({ key }) => ownerKey(key)))
    const known = await db.execute<{ key: string }>(
      sql`select key from brolly.files where key = any(${keys}::text::text[])`,
    )
    const names = new Set(known.map(({ key }) => key))
    yield* some.filter(({ key }) => !names.has(ownerKey(key)) || key.endsWith('.part'))
    some = []
  }
  for await (const { key, size, changedAt } of store.list()) {
    if (changedAt.getTime() < limit) some.push({ key, size })
    if (some.length >= batch) yield* unknown()
  }
  yield* unknown()
}

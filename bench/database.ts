import postgres from 'postgres'
import { connectDatabase, createUser } from '@/admin/server'
import { embeddedServer, type EmbeddedServer } from '@/cli/embedded/embedded-server'
import { userFolder } from '@/migrate/files/folders'
import { migrate } from '@/migrate/run/migrate'
import { fillStatements } from './fill'

export const account = { email: 'bench@example.com', password: 'measure-twice-cut-once' }

/** Changed whenever the rows change, so that a folder from an older version is filled again. */
const mark = 'brolly bench 2'

const settings = [
  'shared_buffers=512MB',
  'effective_cache_size=2GB',
  'maintenance_work_mem=256MB',
  'max_wal_size=4GB',
  'shared_preload_libraries=pg_stat_statements',
  'pg_stat_statements.track=top',
]

/** The benchmark's own PostgreSQL with its large tables, which stay in the folder between runs. */
export async function startDatabase(folder: string): Promise<EmbeddedServer> {
  const server = await embeddedServer({ folder, settings })
  try {
    await migrate({ url: server.url, ...userFolder(), by: 'bench' })
    await fillOnce(server.url)
    return server
  } catch (error) {
    await server.release()
    throw error
  }
}

async function fillOnce(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    const [found] = await sql`select 1 from pg_database d
      where d.datname = current_database() and shobj_description(d.oid, 'pg_database') = ${mark}`
    if (found) return
    for (const [what, statement] of fillStatements) {
      const started = performance.now()
      await sql.unsafe(statement)
      console.log(`  ${what}: ${((performance.now() - started) / 1000).toFixed(1)} s`)
    }
    await makeAccount(url)
    await sql.unsafe(`comment on database brolly is '${mark}'`)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

async function makeAccount(url: string): Promise<void> {
  const client = connectDatabase(url, { max: 1, statementTimeoutMs: 0 })
  try {
    await client.db.execute(`delete from brolly.users where email = '${account.email}'`)
    const roles = { isStaff: true, isSuperuser: true, groups: [], permissions: [] }
    await createUser(client.db, { ...account, ...roles, by: 'bench' })
  } finally {
    await client.close()
  }
}

import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import postgres from 'postgres'
import { connectDatabase, createUser } from '@/admin/server'
import seed from '@/db/seed'
import { e2eAccounts } from '@/e2e/accounts'
import { userFolder } from '@/migrate/files/folders'
import { migrate } from '@/migrate/run/migrate'
import { startNext, startServer } from '@/cli/serve/next-server'
import { startTestServer } from './test-server'

/** The production server for the end-to-end tests, on its own database with the demo and the accounts of the tests. */

const port = Number(process.env.BROLLY_E2E_PORT ?? '3000')
const output = process.env.BROLLY_DIST_DIR ?? '.next'

const own = process.env.BROLLY_TEST_URL ? undefined : await startTestServer()
const url = await createDatabase(process.env.BROLLY_TEST_URL ?? own?.url ?? '')
await migrate({ url, ...userFolder(), by: 'e2e' })
await fill(url)
const note = process.env.BROLLY_E2E_DATABASE
if (note) writeFileSync(note, url, { mode: 0o600 })
if (!existsSync(path.join(output, 'BUILD_ID'))) {
  const code = await startNext({ args: ['build'], variables: { NODE_ENV: 'production' } }).ended
  if (code !== 0) process.exit(1)
}

const files = mkdtempSync(path.join(tmpdir(), 'brolly-e2e-files-'))
const server = await startServer({ databaseUrl: url, port, variables: { BROLLY_FILES: files } })
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.child.kill('SIGTERM'))
const code = await server.ended
if (note) rmSync(note, { force: true })
rmSync(files, { recursive: true, force: true })
await own?.stop()
process.exit(code)

async function createDatabase(serverUrl: string): Promise<string> {
  const name = `e2e_${randomBytes(6).toString('hex')}`
  const sql = postgres(serverUrl, { max: 1, onnotice: () => undefined })
  await sql.unsafe(`create database ${name} template template0`)
  await sql.end()
  const made = new URL(serverUrl)
  made.pathname = `/${name}`
  return made.href
}

async function fill(databaseUrl: string): Promise<void> {
  const client = connectDatabase(databaseUrl, { max: 2, statementTimeoutMs: 0 })
  await seed(client.db)
  for (const account of e2eAccounts) await createUser(client.db, { ...account, by: 'e2e' })
  await client.db.execute('analyze')
  await client.close()
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import postgres from 'postgres'
import { embeddedServer } from '@/cli/embedded/embedded-server'
import { throwAwaySettings } from '@/cli/testing/test-server'
import { brollyFolder, userFolder } from '@/migrate/files/folders'
import { migrate } from '@/migrate/run/migrate'

export interface TestServer {
  readonly url: string
  stop(): Promise<void>
}

/** A temporary PostgreSQL with the templates that `createTestDatabase` copies. It need not survive a power cut. */
export async function startTestServer(): Promise<TestServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'brolly-test-'))
  const server = await embeddedServer({ folder, settings: throwAwaySettings })
  await createTemplates(server.url)
  return {
    url: server.url,
    async stop() {
      await server.release()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function createTemplates(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  const inDatabase = (name: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href
  try {
    await sql.unsafe('create database brolly_template')
    await migrate({ url: inDatabase('brolly_template'), ...brollyFolder(), by: 'tests' })
    await sql.unsafe('create database project_template template brolly_template')
    await migrate({ url: inDatabase('project_template'), ...userFolder(), by: 'tests' })
  } finally {
    await sql.end({ timeout: 5 })
  }
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import postgres from 'postgres'
import { embeddedServer } from '@/cli/embedded/embedded-server'
import { brollyFolder } from '@/migrate/folders'
import { migrate } from '@/migrate/migrate'

export interface TestServer {
  readonly url: string
  stop(): Promise<void>
}

/** A throw-away PostgreSQL with the template that `createTestDatabase` copies. It need not survive a power cut. */
export async function startTestServer(): Promise<TestServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'brolly-test-'))
  const settings = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off', 'max_connections=300']
  const server = await embeddedServer({ folder, settings })
  await createTemplate(server.url)
  return {
    url: server.url,
    async stop() {
      await server.release()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function createTemplate(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    await sql.unsafe('create database brolly_template')
  } finally {
    await sql.end({ timeout: 5 })
  }
  const template = new URL(url)
  template.pathname = '/brolly_template'
  await migrate({ url: template.href, ...brollyFolder(), by: 'tests' })
}

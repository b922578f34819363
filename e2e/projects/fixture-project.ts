import { cpSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { fillFixtures } from '../fixtures/fill'
import type { Project } from './project'

const domains = ['everything', 'payroll', 'billing', 'business']

/** Replaces the demo with the artificial schemas, without any configuration for their tables. */
export function useFixtureSchemas(project: Project): void {
  const write = (name: string, text: string) => writeFileSync(path.join(project.root, name), text)
  write('db/schema.ts', domains.map((domain) => `export * from '@/e2e/fixtures/schemas/${domain}/schema'\n`).join(''))
  write(
    'admin.config.ts',
    "import { defineSite } from '@/admin'\nimport * as schema from '@/db/schema'\n\nexport default defineSite({ title: 'Fixtures', schema, casing: 'snake_case' })\n",
  )
  rmSync(path.join(project.root, 'drizzle'), { recursive: true })
  cpSync(path.join(project.root, 'e2e/fixtures/drizzle'), path.join(project.root, 'drizzle'), { recursive: true })
}

export async function fillFixtureDatabase(url: string): Promise<void> {
  // Not the app's own client: it is server-only code, which the test runner cannot load.
  const client = postgres(url, { max: 2, onnotice: () => undefined })
  const db = drizzle(client)
  await fillFixtures(db)
  await db.execute('analyze')
  await client.end()
}

import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import postgres from 'postgres'
import { expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '@/admin/testing/database'
import { generateMigration } from '@/migrate/generate/generate'
import { migrate } from '@/migrate/run/migrate'
import { migrationFolder } from '@/migrate/files/migration-fixture'
import { agreedSteps } from './accept-findings'
import type { Terminal } from './terminal'

const books = pgTable('books', { id: integer().primaryKey(), title: text() })
const shorter = pgTable('books', { id: integer().primaryKey() })

/** A server that is about to start on a database where a column with a value would be dropped. */
async function aboutToStart() {
  const database = await createTestDatabase()
  const sql = postgres(database.url, { max: 1 })
  onTestFinished(async () => {
    await sql.end()
    await database.drop()
  })
  const folder = { folder: migrationFolder({}), name: 'drizzle' }
  await generateMigration({ ...folder, schema: { books }, name: 'books' })
  await migrate({ url: database.url, ...folder, by: 'test' })
  await sql`insert into books values (1, 'One')`
  await generateMigration({ ...folder, schema: { shorter }, name: 'shorter' })
  return { url: database.url, folder }
}

function terminal(answer: boolean | undefined): Terminal & { lines: string[] } {
  const lines: string[] = []
  const nothing = () => Promise.reject(new Error('Nothing else may be asked.'))
  const print = (line: string) => void lines.push(line)
  return {
    lines,
    print,
    warn: print,
    ask: nothing,
    askSecret: nothing,
    choose: nothing,
    interactive: answer !== undefined,
    confirm: (question) => (lines.push(question), Promise.resolve(answer === true)),
  }
}

test('dev and start lose no data silently, and ask if there is a terminal', async () => {
  const { url, folder } = await aboutToStart()

  await expect(agreedSteps(url, folder, terminal(undefined))).rejects.toThrow('npx brolly migrate --accept-data-loss')
  await expect(agreedSteps(url, folder, terminal(false))).rejects.toThrow('Nothing was changed.')
  const asked = terminal(true)
  expect(await agreedSteps(url, folder, asked)).toEqual(['apply drizzle/0001_shorter'])
  expect(asked.lines.join('\n')).toMatch(
    /loses data {2}statement 1, books \(1 row, \d+ kB\), 1 to lose: The values of title/,
  )
})

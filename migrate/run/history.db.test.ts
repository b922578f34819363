import postgres from 'postgres'
import { expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '@/admin/testing/database'
import { generateMigration } from '../generate/generate'
import { givenAnswers, noAnswers } from '../generate/answers'
import { history, type HistoryStep } from '../generate/history-fixture'
import { catalogueLines } from '../inspect/catalogue-lines-fixture'
import { migrate } from './migrate'
import { migrationFolder } from '../files/migration-fixture'

async function generate(folder: string, { schema, renames = [], defaults = [], what }: HistoryStep): Promise<string> {
  const made = await generateMigration({ folder, schema, answers: givenAnswers({ renames, defaults }, noAnswers) })
  if (!made) throw new Error(`${what}: nothing was generated`)
  return made.name
}

/** A column that was dropped comes back as the last one of its table. */
function withoutPlaces(lines: readonly string[] = []): string[] {
  return lines.map((line) => line.replace(/^(column \S+) \d+ |^(sequence .*) \d+$/, '$1$2 ')).toSorted()
}

test('a generated history is applied, reverted file by file to zero and applied again, with rows in the tables', async () => {
  const folder = migrationFolder({})
  const files: { name: string; rows: string | undefined }[] = []
  for (const step of history) files.push({ name: await generate(folder, step), rows: step.rows })
  const database = await createTestDatabase()
  const sql = postgres(database.url, { max: 1, onnotice: () => undefined })
  onTestFinished(async () => {
    await sql.end({ timeout: 5 })
    await database.drop()
  })
  const run = (target: string) => migrate({ url: database.url, folder, name: 'drizzle', by: 'a test', target })
  const goUp = async () => {
    const levels = [await catalogueLines(sql)]
    for (const { name, rows } of files) {
      await run(name)
      if (rows !== undefined) await sql.unsafe(rows)
      levels.push(await catalogueLines(sql))
    }
    return levels
  }

  const first = await goUp()
  for (const index of [...files.keys()].slice(1).toReversed()) {
    const { undone } = await run(files[index - 1]?.name ?? 'zero')
    expect(undone, files[index]?.name).toEqual([files[index]?.name])
    expect(withoutPlaces(await catalogueLines(sql)), `back from ${files[index]?.name}`).toEqual(
      withoutPlaces(first[index]),
    )
  }
  await run(files.at(-1)?.name ?? '')
  const { undone } = await run('zero')
  const zero = await catalogueLines(sql)
  const second = await goUp()

  expect(files.length).toBeGreaterThanOrEqual(30)
  expect(undone).toEqual(files.map((file) => file.name).toReversed())
  expect(zero).toEqual(first[0])
  expect(second).toEqual(first)
}, 240_000)

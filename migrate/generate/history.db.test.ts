import postgres from 'postgres'
import { expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '@/admin/testing/database'
import { withConnection } from '../database/connection'
import { applicationSchemas, readThings } from '../database/read-things'
import { readStatements } from '../files/folder'
import { migrationFolder } from '../files/migration-fixture'
import { generateMigration } from './generate'
import { givenAnswers, noAnswers } from './answers'
import { history, type HistoryStep } from './history-fixture'
import { loadKit } from './kit'
import { proveMigration } from './prove'

interface Generated {
  readonly step: HistoryStep
  readonly up: string
  readonly down: string
}

test('every step of a history leads up, back to the state before it, and up again', async () => {
  const sql = await emptyDatabase()
  const files = await generateAll()
  const levels = [await catalogue(sql)]
  for (const { step, up } of files) {
    await run(sql, up, step.what)
    levels.push(await catalogue(sql))
  }

  for (const [index, { step, down }] of [...files.entries()].toReversed()) {
    await run(sql, down, `back from ${step.what}`)
    expect(await catalogue(sql), `back from ${step.what}`).toEqual(levels[index])
  }
  for (const [index, { step, up }] of files.entries()) {
    await run(sql, up, `again ${step.what}`)
    expect(await catalogue(sql), `again ${step.what}`).toEqual(levels[index + 1])
  }
}, 120_000)

test('every step results in the same database as the code alone', async () => {
  const sql = await emptyDatabase()
  const files = await generateAll()

  for (const { step, up } of files) {
    await run(sql, up, step.what)
    const fresh = await emptyDatabase()
    const made = await generateMigration({ folder: migrationFolder({}), schema: step.schema })
    await run(fresh, made?.files[`${made.name}.sql`] ?? '', `at once: ${step.what}`)

    expect(await catalogue(sql), step.what).toEqual(await catalogue(fresh))
  }
}, 120_000)

test('with rows in the tables it leads to the same state, down to nothing and to the same state again', async () => {
  const sql = await emptyDatabase()
  const files = await generateAll()
  const up = async () => {
    for (const { step, up: text } of files) {
      await run(sql, text, step.what)
      if (step.rows !== undefined) await sql.unsafe(step.rows)
    }
    return catalogue(sql)
  }
  const nothing = await catalogue(sql)

  const first = await up()
  for (const { step, down } of files.toReversed()) await run(sql, down, `back from ${step.what}`)
  const zero = await catalogue(sql)
  const second = await up()

  expect(zero).toEqual(nothing)
  expect(second).toEqual(first)
}, 120_000)

test('no step results in anything other than the code', async () => {
  const { url, drop } = await createTestDatabase({ empty: true })
  onTestFinished(drop)
  const before: string[] = []
  await withConnection(url, async (sql) => {
    for (const { step, up } of await generateAll()) {
      const { statements } = readStatements(up)
      const tried = { url, before, statements, code: { schema: step.schema }, kit: loadKit() }
      expect(await proveMigration(sql, tried), step.what).toEqual({ refusals: [], unlike: [] })
      before.push(...statements)
    }
  })
}, 120_000)

async function emptyDatabase(): Promise<postgres.Sql> {
  const database = await createTestDatabase({ empty: true })
  const sql = postgres(database.url, { max: 1, onnotice: () => undefined })
  onTestFinished(async () => {
    await sql.end()
    await database.drop()
  })
  return sql
}

async function generateAll(): Promise<Generated[]> {
  const folder = migrationFolder({})
  const files: Generated[] = []
  for (const step of history) {
    const answers = givenAnswers({ renames: step.renames ?? [], defaults: step.defaults ?? [] }, noAnswers)
    const made = await generateMigration({ folder, schema: step.schema, answers })
    if (!made) throw new Error(`${step.what}: nothing was generated`)
    expect(answers.unused(), step.what).toEqual([])
    files.push({ step, up: made.files[`${made.name}.sql`] ?? '', down: made.files[`${made.name}.down.sql`] ?? '' })
  }
  return files
}

async function run(sql: postgres.Sql, text: string, what: string): Promise<void> {
  expect(text).not.toContain('irreversible')
  for (const statement of readStatements(text).statements) {
    try {
      await sql.unsafe(statement)
    } catch (error) {
      throw new Error(`${what}: ${statement}: ${String(error)}\n${text}`, { cause: error })
    }
  }
}

async function catalogue(sql: postgres.Sql): Promise<string[]> {
  const things = await sql.begin(async (tx) => readThings(tx, await applicationSchemas(tx)))
  return things.map((thing) => JSON.stringify(thing)).toSorted((a, b) => a.localeCompare(b))
}

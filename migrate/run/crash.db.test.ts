import { once } from 'node:events'
import { createInterface } from 'node:readline'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '@/admin/testing/database'
import { killAfter, removeProcess, seeded } from '@/admin/testing/process-fixture'
import { compileRunner, leftBehind, spawnRunner, twentyFiles } from './crash-fixture'
import { migrate } from './migrate'
import { migrationFolder, ownMigrations } from '../files/migration-fixture'

async function open(): Promise<{ url: string; sql: postgres.Sql; close(): Promise<void> }> {
  const database = await createTestDatabase({ empty: true })
  const sql = postgres(database.url, { max: 1, onnotice: () => undefined })
  const close = async () => {
    await sql.end({ timeout: 5 })
    await database.drop()
  }
  return { url: database.url, sql, close }
}

let runner: string

beforeAll(async () => {
  runner = await compileRunner()
})

afterAll(() => removeProcess(runner))

const options = { name: 'drizzle', by: 'a runner', kitTable: true }

/** The state after an undisturbed run, and the number of lines it prints. */
async function undisturbed(folder: string): Promise<{ expected: unknown; lines: number }> {
  const { url, sql, close } = await open()
  let lines = 0
  await migrate({ ...options, url, folder, onProgress: () => lines++ })
  const expected = await leftBehind(sql)
  await close()
  return { expected, lines }
}

describe('a killed runner', () => {
  const kills = 50
  const lanes = 2

  test(`REL-048: ${kills} of them, at random points of twenty files; the next one ends with the same rows and schema`, async () => {
    const folder = migrationFolder(twentyFiles())
    const { expected, lines } = await undisturbed(folder)
    const seeds = Array.from({ length: kills }, (_, index) => index + 1)
    const unfinished: number[] = []
    const lane = async () => {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
        const random = seeded(seed)
        const { url, sql, close } = await open()
        await killAfter(spawnRunner(runner, { folder, url }), {
          // Spread over the whole run, and random within each part of it.
          lines: 1 + Math.floor(((seed - random()) * lines) / kills),
          turns: Math.floor(random() * 4_000_000),
        })

        const { applied } = await migrate({ ...options, url, folder })

        expect(await leftBehind(sql), `seed ${seed}`).toEqual(expected)
        if (applied.length > 0) unfinished.push(seed)
        await close()
      }
    }

    await Promise.all(Array.from({ length: lanes }, lane))

    // Otherwise the kills came too late to test anything.
    expect(unfinished.length).toBeGreaterThan(kills / 2)
  }, 400_000)
})

test('REL-046: twenty runners that start at once migrate exactly once', async () => {
  const folder = migrationFolder(twentyFiles())
  const { expected } = await undisturbed(folder)
  const { url, sql, close } = await open()
  onTestFinished(close)

  const runs = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const child = spawnRunner(runner, { folder, url })
      const ended = once(child, 'exit')
      const applied: string[] = []
      for await (const line of createInterface({ input: child.stdout }))
        if (line.startsWith('applied ')) applied.push(line)
      return { applied, code: (await ended)[0] as unknown }
    }),
  )

  expect(runs.map((run) => run.code)).toEqual(Array.from({ length: 20 }, () => 0))
  expect(runs.flatMap((run) => run.applied)).toHaveLength(20 + ownMigrations().length)
  expect(await leftBehind(sql)).toEqual(expected)
}, 200_000)

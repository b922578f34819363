import { expect, test } from 'vitest'
import type { MigrationProgress } from '../run/progress'
import { failedProgress, nextProgress, type RunProgress } from './run-progress'

const at = { folder: 'drizzle', name: '0001_notes' }
const file = { ...at, key: 'apply drizzle/0001_notes', action: 'apply' as const, statements: ['a', 'b'] }
const first: RunProgress = { files: [{ ...file, state: 'waiting' }], waiting: null, log: [] }

function after(...told: MigrationProgress[]): RunProgress {
  return told.reduce(nextProgress, first)
}

test('a file goes from waiting, through its statements, to done', () => {
  const working = after({ kind: 'applying', ...at }, { kind: 'statement', ...at, number: 2, count: 2 })
  const done = nextProgress(working, { kind: 'applied', ...at, ms: 12 })

  expect(working).toMatchObject({ files: [{ state: 'running' }], statement: { number: 2, count: 2 } })
  expect(done.files).toEqual([{ ...file, state: 'done', ms: 12 }])
})

test('blockers are shown until the run continues', () => {
  const statement = (number: number) => ({ kind: 'statement' as const, ...at, number, count: 3 })
  const blocked = after({ kind: 'applying', ...at }, statement(1), statement(2), { kind: 'blocked', blockers: 'pid 7' })
  const retrying = nextProgress(blocked, { kind: 'retrying', ...at, attempt: 1, tries: 10 })
  const again = [statement(1), statement(2)].reduce(nextProgress, retrying)
  const beyond = nextProgress(again, statement(3))

  expect(blocked.waiting).toBe('Waiting for a lock held by pid 7.')
  expect(retrying.waiting).toBe(
    'Waiting for a lock held by pid 7. Attempt 1 of 10; it backs off between attempts so that the site keeps running.',
  )
  expect(again.waiting).toBe(retrying.waiting)
  expect(beyond.waiting).toBeNull()
})

test('progress of rows means that nothing blocks the run', () => {
  const retrying = after({ kind: 'applying', ...at }, { kind: 'retrying', ...at, attempt: 1, tries: 10 })
  const rows = nextProgress(retrying, { kind: 'rows', ...at, table: 'books', done: 2_000, about: 9_000 })

  expect(retrying.waiting).toBe(
    'Could not get a lock. Attempt 1 of 10; it backs off between attempts so that the site keeps running.',
  )
  expect(rows).toMatchObject({ waiting: null, rows: { table: 'books', done: 2_000, about: 9_000 } })
})

test('only the migration in progress has failed', () => {
  const files = [
    { ...file, name: '0000_books', state: 'done' as const },
    { ...file, state: 'running' as const },
    { ...file, name: '0002_more', state: 'waiting' as const },
  ]

  expect(failedProgress({ ...first, files }).files.map((each) => each.state)).toEqual(['done', 'failed', 'waiting'])
})

test('the last two hundred lines are kept', () => {
  const lines = Array.from({ length: 300 }, (_, index) => ({ kind: 'log' as const, ...at, line: String(index) }))
  const { log } = after(...lines)

  expect([log.length, log[0], log.at(-1)]).toEqual([200, '100', '299'])
})

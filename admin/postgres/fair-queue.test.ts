import { expect, test } from 'vitest'
import { FairQueue } from './fair-queue'

/** Work that continues until it is ended, in the order in which it was started. */
class Desk {
  readonly begun: string[] = []
  readonly #ends: (() => void)[] = []

  readonly #queue: FairQueue

  constructor(queue: FairQueue) {
    this.#queue = queue
  }

  ask(user: string): Promise<string> {
    return this.#queue.run(user, () => {
      this.begun.push(user)
      return new Promise<string>((resolve) => this.#ends.push(() => resolve(user)))
    })
  }

  async end(at: number): Promise<void> {
    this.#ends[at]?.()
    // Waiting work starts in a microtask after other work has ended.
    await new Promise((resolve) => setImmediate(resolve))
  }
}

test('a user with many requests leaves slots to others, and a later user is next', async () => {
  const desk = new Desk(new FairQueue({ slots: 3, perUser: 2, maxWaitMs: 60_000 }))
  const all = [
    ...Array.from({ length: 6 }, () => desk.ask('ada')),
    ...Array.from({ length: 3 }, () => desk.ask('bo')),
    desk.ask('cy'),
  ]
  await desk.end(-1)
  expect(desk.begun).toEqual(['ada', 'ada', 'bo'])

  for (let index = 0; index < all.length; index++) await desk.end(index)

  expect(desk.begun.slice(3, 6)).toEqual(
    ['ada', 'bo', 'cy'].toSorted((a, b) => desk.begun.indexOf(a, 3) - desk.begun.indexOf(b, 3)),
  )
  expect(desk.begun).toHaveLength(10)
  expect(await Promise.all(all)).toHaveLength(10)
})

test('REL-022: waiting ends at the limit with a message, and leaves no slot taken', async () => {
  const desk = new Desk(new FairQueue({ slots: 1, perUser: 1, maxWaitMs: 1 }))
  const first = desk.ask('ada')

  await expect(desk.ask('bo')).rejects.toMatchObject({ code: 'BUSY', retryAfter: 5 })
  await desk.end(0)
  await first
  const later = desk.ask('bo')
  await desk.end(1)

  expect(await later).toBe('bo')
  expect(desk.begun).toEqual(['ada', 'bo'])
})

test('a failure frees its slot', async () => {
  const queue = new FairQueue({ slots: 1, perUser: 1, maxWaitMs: 60_000 })

  await expect(queue.run('ada', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await queue.run('ada', () => Promise.resolve(1))).toBe(1)
})

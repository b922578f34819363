import type { Sql } from 'postgres'
import { AdminError } from '../errors'
import * as words from '../words/database'

type Client = Pick<Sql, 'unsafe'> & { begin?: Sql['begin']; savepoint?: (...given: unknown[]) => unknown }

const noAnswer = () => new AdminError('UNAVAILABLE', words.noAnswer)

/** Rejects if the work has not finished after this many milliseconds. A later result is ignored. */
async function within<Result>(ms: number, work: PromiseLike<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(noAnswer()), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * The same client, with a deadline for each statement. The server's own limits end statements that take too long; this
 * is for answers that never arrive because the network is down.
 */
export function withDeadlines<T extends Client>(client: T, ms: number): T {
  return ms === 0 ? client : limited(client, ms, () => undefined)
}

function limited<T extends Client>(client: T, ms: number, onLate: (error: unknown) => void): T {
  const waitFor = async <Result>(work: PromiseLike<Result>): Promise<Result> => {
    try {
      return await within(ms, work)
    } catch (error) {
      if (error instanceof AdminError) onLate(error)
      throw error
    }
  }
  return new Proxy(client, {
    get(target, name) {
      if (name === 'unsafe')
        return (...given: Parameters<Sql['unsafe']>) => ({
          then: (...handlers: Parameters<PromiseLike<unknown>['then']>) =>
            waitFor(target.unsafe(...given)).then(...handlers),
          values: () => waitFor(target.unsafe(...given).values()),
        })
      if (name === 'begin' || name === 'savepoint')
        return (...given: unknown[]) => transaction(target, { name, given, ms, onLate })
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

interface Begun {
  name: 'begin' | 'savepoint'
  given: unknown[]
  ms: number
  onLate(error: unknown): void
}

/**
 * The start, each statement and the end have their own deadline; after one has passed the driver would wait equally
 * long for its ROLLBACK.
 */
function transaction(client: Client, { name, given, ms, onLate }: Begun): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined
  let give: (error: unknown) => void = onLate
  const late = new Promise<never>((_, reject) => {
    give = (error) => {
      onLate(error)
      reject(error)
    }
  })
  const watch = () => {
    timer = setTimeout(() => give(noAnswer()), ms)
  }
  watch()
  const body = given.at(-1) as (inner: Client) => unknown
  const begin = client[name] as (...all: unknown[]) => Promise<unknown>
  const done = begin.call(client, ...given.slice(0, -1), async (inner: Client) => {
    clearTimeout(timer)
    try {
      return await body(limited(inner, ms, give))
    } finally {
      watch()
    }
  })
  return Promise.race([done, late]).finally(() => clearTimeout(timer))
}

import type { Sql } from 'postgres'
import { databaseFailure, isConnectionFailure } from './errors'

type Client = Pick<Sql, 'unsafe'> & { begin?: Sql['begin'] }
type Around = <Result>(work: () => PromiseLike<Result>) => Promise<Result>

/**
 * The same client, with a wrapper around each statement and each whole transaction. Statements inside a transaction are
 * not wrapped.
 */
export function aroundStatements<T extends Client>(
  client: T,
  around: { statement(sql: string): Around; transaction: Around },
): T {
  return new Proxy(client, {
    get(target, name) {
      if (name === 'unsafe')
        return (...given: Parameters<Sql['unsafe']>) => {
          const run = around.statement(given[0])
          // Drizzle awaits a statement, or its rows as arrays; nothing is sent before that.
          return {
            then: (...handlers: Parameters<PromiseLike<unknown>['then']>) =>
              run(() => target.unsafe(...given)).then(...handlers),
            values: () => run(() => target.unsafe(...given).values()),
          }
        }
      if (name === 'begin')
        return (...given: unknown[]) =>
          around.transaction(() => (target.begin as (...all: unknown[]) => Promise<unknown>).apply(target, given))
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/**
 * The number of retries. If one connection was terminated, others in the pool may have been too, and the driver reports
 * that on their next statement.
 */
const repeats = (code: string | undefined) =>
  /^(?:57P0\d|CONNECTION_CLOSED|ECONNRESET)$/u.test(code ?? '') ? 12 : code === 'CONNECT_TIMEOUT' ? 0 : 1
const pause = 25

/**
 * The same client, retrying on another connection if one turns out to be dead. Only operations without effects are
 * retried: a read, and a transaction whose work had not started.
 */
export function retryingClient<T extends Client>(client: T): T {
  const again = async <Result>(work: () => PromiseLike<Result>, mayRepeat: () => boolean): Promise<Result> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return withoutHoles(await work())
      } catch (error) {
        const failure = databaseFailure(error)
        if (attempt > repeats(failure?.code) || !mayRepeat() || !isConnectionFailure(failure)) throw error
        // The driver notices slightly later that the connection is closed, and would use it again until then.
        await new Promise((resolve) => setTimeout(resolve, pause))
      }
    }
  }
  const reading = aroundStatements(client, {
    statement: (sql) => (work) => again(work, () => isRead(sql)),
    transaction: (work) => Promise.resolve(work()),
  })
  return new Proxy(reading, {
    get(target, name) {
      if (name !== 'begin') return Reflect.get(target, name)
      return (...given: unknown[]) => {
        let begun = false
        const body = given.at(-1) as (transaction: unknown) => unknown
        const noting = (transaction: unknown) => {
          begun = true
          return body(transaction)
        }
        const begin = client.begin as (...all: unknown[]) => Promise<unknown>
        return again(
          () => begin.call(client, ...given.slice(0, -1), noting),
          () => !begun,
        )
      }
    },
  })
}

/**
 * If a statement is terminated between its rows, the driver keeps counting from there, and the next result on that
 * connection starts with as many empty entries.
 */
function withoutHoles<Result>(result: Result): Result {
  if (Array.isArray(result) && result.length > 0 && !(0 in result)) {
    const first = result.findIndex((_, index) => index in result)
    result.splice(0, first === -1 ? result.length : first)
  }
  return result
}

const isRead = (sql: string) =>
  /^\s*select\b/iu.test(sql) && !/\bfor\s+(?:no\s+key\s+)?(?:update|share)\b|\b(?:nextval|setval)\s*\(/iu.test(sql)

import { drizzle } from 'drizzle-orm/postgres-js'
import type { Sql } from 'postgres'
import type { Database } from '../postgres/database'

/** A statement that was sent. */
export interface RecordedQuery {
  readonly sql: string
  readonly parameters: readonly unknown[]
  /** From requesting a connection to the last row, in milliseconds. */
  readonly ms: number
  /** Null if it failed. */
  readonly rows: number | null
  /** The SQLSTATE of the failure. */
  readonly failed: string | null
}

/** The same database, reporting each statement to `record`, including those inside transactions. */
export function recordingDatabase(client: Sql, record: (query: RecordedQuery) => void): Database {
  return drizzle<Record<string, unknown>>(recordingClient(client, record))
}

type Recordable = Pick<Sql, 'unsafe'> & { begin?: Sql['begin']; savepoint?: (...given: unknown[]) => unknown }

/** The same client, reporting each statement to `record`. */
export function recordingClient<T extends Recordable>(client: T, record: (query: RecordedQuery) => void): T {
  return new Proxy(client, {
    get(target, name) {
      if (name === 'unsafe') return recordingUnsafe(target, record)
      // A pool has the one, a transaction the other.
      if ((name === 'begin' || name === 'savepoint') && target[name]) return inner(target, name, record)
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/** Both receive the work as their last argument and pass it a client of its own. */
function inner(client: Recordable, name: 'begin' | 'savepoint', record: (query: RecordedQuery) => void) {
  return (...given: unknown[]): unknown => {
    const work = given.at(-1) as (transaction: Recordable) => unknown
    const method = client[name] as ((...all: unknown[]) => unknown) | undefined
    return method?.call(client, ...given.slice(0, -1), (transaction: Recordable) =>
      work(recordingClient(transaction, record)),
    )
  }
}

function recordingUnsafe({ unsafe }: Pick<Sql, 'unsafe'>, record: (query: RecordedQuery) => void) {
  return (...given: Parameters<Sql['unsafe']>) => {
    const [sql, parameters = []] = given
    const pending = unsafe(...given)
    const watch = async <R extends readonly unknown[]>(answer: PromiseLike<R>): Promise<R> => {
      const started = performance.now()
      const report = (rows: number | null, failed: string | null) =>
        record({ sql, parameters, ms: performance.now() - started, rows, failed })
      try {
        const rows = await answer
        report(rows.length, null)
        return rows
      } catch (error) {
        report(null, error instanceof Error && 'code' in error ? String(error.code) : 'unknown')
        throw error
      }
    }
    // Drizzle awaits a statement, or its rows as arrays; nothing is sent before that.
    return {
      then: (...handlers: Parameters<PromiseLike<unknown>['then']>) => watch(pending).then(...handlers),
      values: () => watch(pending.values()),
    }
  }
}

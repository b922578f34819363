import { AsyncLocalStorage } from 'node:async_hooks'
import type { ReservedSql, Sql } from 'postgres'
import { recordingDatabase, type RecordedQuery } from '../debug/record-queries'
import type { Database } from '../postgres/database'

export interface RolledBack {
  readonly db: Database
  /** Rolls everything back and releases the connection. Later statements fail. */
  end(): Promise<void>
}

/**
 * A database in which nothing is kept: one connection inside one transaction that is never committed.
 *
 * To the code under test it behaves like the pool. Each statement runs in a savepoint, so that a failed one has no
 * effect. A transaction is a savepoint too, and checks deferred constraints where it would be committed. Each gets its
 * own subtransaction id, so that row versions differ. Concurrent work takes turns. Isolation levels have no effect, and
 * `now()` does not advance.
 *
 * @param record Called for each statement, except those that manage savepoints.
 */
export async function rolledBack(pool: Sql, record: (query: RecordedQuery) => void): Promise<RolledBack> {
  const connection = await pool.reserve()
  await connection.unsafe('begin')
  const steps = new Steps(connection)
  const inside = recordingDatabase(clientOf(pool, steps), record)
  // Drizzle's transaction inside a transaction is a savepoint, whatever its options.
  const db = await new Promise<Database>((resolve, reject) => {
    inside.transaction(async (tx) => resolve(tx)).catch(reject)
  })
  return {
    db,
    async end() {
      steps.close()
      await connection.unsafe('rollback')
      connection.release()
    },
  }
}

type Given = Parameters<Sql['unsafe']>
type Work = (client: unknown) => Promise<unknown>

/** The methods that Drizzle uses: `unsafe`, `begin` and `savepoint`. The others are the pool's. */
function clientOf(pool: Sql, steps: Steps): Sql {
  const transaction = {
    unsafe: (...given: Given) => steps.send(...given),
    savepoint: (work: Work) => steps.nested(() => work(transaction)),
  }
  const top = {
    unsafe: (...given: Given) => ({
      then: (...handlers: Parameters<PromiseLike<unknown>['then']>) =>
        steps.statement(() => steps.send(...given)).then(...handlers),
      values: () => steps.statement(() => steps.send(...given).values()),
    }),
    savepoint: (work: Work) => steps.transaction(() => work(transaction)),
  }
  const client = { unsafe: top.unsafe, begin: (work: Work) => work(top) }
  return new Proxy(pool, {
    get: (target, name): unknown =>
      Object.hasOwn(client, name) ? Reflect.get(client, name) : Reflect.get(target, name),
  })
}

/** As a commit does: checks deferred constraints and resets the transaction's settings and role. */
const settle =
  'savepoint settled; set constraints all immediate; rollback to savepoint settled; release savepoint settled; reset all; reset role'

/** Runs what would be a statement or a transaction of the pool: one at a time, each in a savepoint. */
class Steps {
  readonly #connection: ReservedSql
  readonly #current = new AsyncLocalStorage<{ open: boolean }>()
  #last: Promise<unknown> = Promise.resolve()
  #closed = false

  constructor(connection: ReservedSql) {
    this.#connection = connection
  }

  close(): void {
    this.#closed = true
  }

  send(...given: Given) {
    // The driver's own code for a closed connection.
    if (this.#closed)
      throw Object.assign(new Error('The test is over, and its database with it.'), { code: 'CONNECTION_ENDED' })
    return this.#connection.unsafe(...given)
  }

  /** A statement inside a transaction must not wait for the transaction's end, which would be a deadlock. */
  statement<R>(work: () => PromiseLike<R>): Promise<R> {
    return this.#isInside() ? Promise.resolve(work()) : this.transaction(work)
  }

  transaction<R>(work: () => PromiseLike<R>): Promise<R> {
    if (this.#isInside()) return this.nested(work)
    const turn = this.#last.then(() => this.#step(work))
    this.#last = turn.catch(() => undefined)
    return turn
  }

  async nested<R>(work: () => PromiseLike<R>): Promise<R> {
    await this.send('savepoint step')
    try {
      const result = await work()
      await this.send('release savepoint step')
      return result
    } catch (error) {
      await this.send('rollback to savepoint step; release savepoint step')
      throw error
    }
  }

  #isInside(): boolean {
    return this.#current.getStore()?.open === true
  }

  #step<R>(work: () => PromiseLike<R>): Promise<R> {
    const step = { open: true }
    return this.#current.run(step, () =>
      this.nested(async () => {
        const result = await work()
        step.open = false
        await this.send(settle)
        return result
      }).finally(() => (step.open = false)),
    )
  }
}

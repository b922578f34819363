import { PgDatabase } from 'drizzle-orm/pg-core'
import { PostgresJsSession } from 'drizzle-orm/postgres-js'
import type { Sql } from 'postgres'
import type { Database } from './database'

/** Who a request acts for in the database. */
export interface DatabaseRole {
  /** The id of the actor: the database serves no other one. */
  readonly actorId: string
  /** `set_config` and its parameters. Called once; what it throws is the failure of every statement. */
  readonly enter: () => { readonly sql: string; readonly parameters: readonly string[] }
  /** Translates the failure of taking the role. */
  readonly failed: (error: unknown) => unknown
}

type Work = (client: Client) => unknown
type Nested = (...given: unknown[]) => Promise<unknown>

/** The methods of the driver's client that Drizzle uses. In a transaction `savepoint` takes the place of `begin`. */
interface Client {
  unsafe: Sql['unsafe']
  begin?: Nested
  savepoint?: Nested
}

const actorOf = Symbol('brolly.actor')
/** The database without the role, by the one with it. */
const plain = new WeakMap<Database, Database>()

/**
 * The same database, every statement of which runs in a transaction that has taken a role and its settings before:
 * a single statement in one of its own. They are local to the transaction, so a connection carries nothing on, and a pooler
 * that hands out connections by transaction can be used.
 *
 * If the role cannot be taken, nothing is sent. Nothing else of the driver is reachable through this database.
 */
export function databaseUnderRole(db: Database, role: DatabaseRole): Database {
  const { session, schema, fullSchema, tableNamesMap } = db._
  const relations = schema && { schema, fullSchema, tableNamesMap }
  const over = new PostgresJsSession(
    clientUnderRole(clientOf(session), role) as unknown as Sql,
    Reflect.get(db, 'dialect') as ConstructorParameters<typeof PostgresJsSession>[1],
    relations,
    Reflect.get(session, 'options') as ConstructorParameters<typeof PostgresJsSession>[3],
  )
  const under = new PgDatabase(
    Reflect.get(db, 'dialect') as ConstructorParameters<typeof PgDatabase>[0],
    over,
    relations,
  ) as Database
  plain.set(under, db)
  return under
}

/** The id of the actor whose role a database, or one of its transactions, takes; null if it takes none. */
export function actorOfDatabase(db: Database): string | null {
  const actor: unknown = Reflect.get(clientOf(db._.session), actorOf)
  return typeof actor === 'string' ? actor : null
}

/** The database without the role, for statements that read and write no table. */
export const plainDatabase = (db: Database): Database => plain.get(db) ?? db

/** Drizzle keeps its driver's client in the session, which its types do not show. */
const clientOf = (session: object) => Reflect.get(session, 'client') as Client & object

function clientUnderRole(client: Client, role: DatabaseRole): Client {
  const begin: Nested = (...given) => {
    const work = given.at(-1) as Work
    const nested = (client.begin ?? client.savepoint) as Nested
    return nested.call(client, ...given.slice(0, -1), (inner: Client) =>
      work(transactionUnderRole(inner, { role, enter: entering(inner, role) })),
    )
  }
  const alone = async (send: (inner: Client) => PromiseLike<unknown>) => {
    let result: unknown
    await begin(async (inner: Client) => {
      // Not returned: the driver would wait for the entries of a list as for statements.
      result = await send(inner)
    })
    return result
  }
  return sealed({
    [actorOf]: role.actorId,
    unsafe: statements((send) => alone(send)),
    begin,
  })
}

interface Entered {
  role: DatabaseRole
  /** Takes the role the first time, and is the same promise from then on. */
  enter: () => Promise<void>
}

/**
 * The role is taken with the first statement and not at the start: the isolation level has to be set before anything else.
 * A savepoint is made only afterwards, so that rolling back to it does not leave the role.
 */
function transactionUnderRole(client: Client, { role, enter }: Entered): Client {
  const send = async (work: (client: Client) => PromiseLike<unknown>, text: string) => {
    if (!isolation.test(text)) await enter()
    return work(client)
  }
  return sealed({
    [actorOf]: role.actorId,
    unsafe: statements(send),
    savepoint: async (...given) => {
      await enter()
      const work = given.at(-1) as Work
      const savepoint = client.savepoint as Nested
      return savepoint.call(client, ...given.slice(0, -1), (inner: Client) =>
        work(transactionUnderRole(inner, { role, enter })),
      )
    },
  })
}

const isolation = /^set transaction [a-z ,]+$/iu

function entering(client: Client, { enter, failed }: DatabaseRole): () => Promise<void> {
  const take = async () => {
    try {
      const { sql, parameters } = enter()
      await client.unsafe(sql, [...parameters])
    } catch (error) {
      throw failed(error)
    }
  }
  let entered: Promise<void> | undefined
  return () => (entered ??= take())
}

type Send = (work: (client: Client) => PromiseLike<unknown>, text: string) => Promise<unknown>

/** Drizzle awaits a statement, or its rows as arrays; nothing is sent before that. */
function statements(send: Send): Sql['unsafe'] {
  const unsafe = (...given: Parameters<Sql['unsafe']>) => ({
    then: (...handlers: Parameters<PromiseLike<unknown>['then']>) =>
      send((client) => client.unsafe(...given), given[0]).then(...handlers),
    values: () => send((client) => client.unsafe(...given).values(), given[0]),
  })
  return unsafe as unknown as Sql['unsafe']
}

/** A client with these methods alone: any other of the driver would send statements without the role. */
const sealed = (client: Client & { [actorOf]: string }): Client => Object.freeze(client)

import { randomBytes } from 'node:crypto'
import postgres, { type TransactionSql } from 'postgres'
import { AdminError, sqlState } from '@/admin/errors'
import type { Connection } from '../database/connection'
import type { Kit } from '../generate/kit'
import type { Snapshot } from '../files/snapshot'
import { causes, type Refused } from '../database/build'
import { inSchemas } from './in-schemas'
import { readThings, type Thing } from '../database/read-things'
import { readScratchDatabase } from '../database/scratch-database'

/** What a database contains and what it should contain, in the same words. */
export interface BothSides {
  readonly described: readonly Thing[]
  readonly present: readonly Thing[]
  /** Statements of the schema that this database rejects, with its reasons. */
  readonly refused: readonly Refused[]
}

interface Described {
  readonly url: string
  /** Statements that build the whole schema from nothing. */
  readonly statements: readonly string[]
  readonly kit: Kit
  readonly snapshot: Snapshot
  /** The schemas of the database. */
  readonly schemas: readonly string[]
}

/**
 * Reads the objects of a database, and those it would contain if it were built now, so that PostgreSQL itself prints
 * every type, default and expression. The second set is built in a temporary database or, if the role may not create
 * one, under other schema names in a transaction that is rolled back.
 *
 * @throws {AdminError} `FORBIDDEN` if the role may not create a schema either.
 */
export async function readBothSides(sql: Connection, described: Described): Promise<BothSides> {
  const scratch = await readScratchDatabase(sql, described)
  if (!scratch) return readInSchemas(sql, described)
  const present = await sql.begin('read only', (tx) => readThings(tx, described.schemas))
  return { described: scratch.things, present, refused: scratch.refused }
}

async function readInSchemas(sql: Connection, { kit, snapshot, schemas }: Described): Promise<BothSides> {
  const tag = `brolly_drift_${randomBytes(4).toString('hex')}`
  const described = ['public', ...Object.keys(snapshot.schemas)]
  const scratch = new Map(described.map((name, index) => [name, `${tag}_${index}`]))
  const statements = await kit.diff(kit.emptySnapshot(), inSchemas(snapshot, scratch))
  let sides: BothSides | undefined
  const done = new Error('The scratch schemas go again.')
  try {
    await sql.begin(async (tx) => {
      const present = await readThings(tx, schemas)
      const refused = await build(tx, statements, [...scratch.values()])
      const things = await readThings(tx, [...scratch.values()])
      const names = await originalNames(tx, scratch)
      sides = { present, described: things.map((thing) => withNames(thing, names, scratch)), refused }
      throw done
    })
  } catch (error) {
    if (error !== done) throw refusal(error)
  }
  if (!sides) throw new Error('The transaction ended before both sides were read.')
  return sides
}

/** @returns The rejected statements. */
async function build(
  tx: TransactionSql,
  statements: readonly string[],
  scratch: readonly string[],
): Promise<BothSides['refused']> {
  for (const name of scratch) await tx.unsafe(`create schema ${name}`)
  // The objects of extensions are usually in `public`.
  await tx.unsafe(`set local search_path = ${scratch.join(', ')}, public; set local check_function_bodies = off`)
  const wanted = statements.filter((statement) => !statement.startsWith('CREATE SCHEMA '))
  const atOnce = await attempt(tx, wanted.join(';\n'))
  if (atOnce === undefined) return []
  const refused: Refused[] = []
  for (const statement of wanted) {
    const failure = await attempt(tx, statement)
    if (failure) refused.push({ statement, ...failure })
  }
  return causes(refused)
}

/** @returns Why PostgreSQL rejects it. */
async function attempt(tx: TransactionSql, text: string): Promise<{ reason: string; code: string } | undefined> {
  try {
    await tx.savepoint((inner) => inner.unsafe(text))
    return undefined
  } catch (error) {
    if (!(error instanceof postgres.PostgresError)) throw error
    return { reason: error.message, code: error.code }
  }
}

/** As PostgreSQL prints them: quoted only where necessary. */
async function originalNames(tx: TransactionSql, scratch: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const rows = await tx<{ name: string; quoted: string }[]>`
    select name, quote_ident(name) as quoted from unnest(${[...scratch.keys()]}::text[]) as name`
  return new Map(rows.map(({ name, quoted }) => [scratch.get(name) ?? name, quoted]))
}

function withNames(thing: Thing, quoted: ReadonlyMap<string, string>, scratch: ReadonlyMap<string, string>): Thing {
  const plain = new Map([...scratch].map(([name, other]) => [other, name]))
  const original = (name: string) => plain.get(name) ?? name
  const facts = Object.entries(thing.facts).map(([fact, words]): [string, string | null] => [
    fact,
    words?.replaceAll(/\bbrolly_drift_[0-9a-f]{8}_\d+\b/g, (name) => quoted.get(name) ?? name) ?? null,
  ])
  return {
    ...thing,
    schema: original(thing.schema),
    name: thing.kind === 'schema' ? original(thing.name) : thing.name,
    facts: Object.fromEntries(facts),
  }
}

function refusal(error: unknown): unknown {
  if (!(error instanceof postgres.PostgresError)) return error
  if (error.code === sqlState.insufficientPrivilege)
    return new AdminError(
      'FORBIDDEN',
      'The comparison needs to create temporary schemas, which this role may not. As the database owner, run: GRANT CREATE ON DATABASE … TO the role.',
      { cause: error },
    )
  if (error.code === sqlState.readOnlyTransaction)
    return new AdminError('FORBIDDEN', 'This database is read-only. Run the comparison on the primary.', {
      cause: error,
    })
  return error
}

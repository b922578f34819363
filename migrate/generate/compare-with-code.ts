import { isDeepStrictEqual } from 'node:util'
import type { TransactionSql } from 'postgres'
import type { Connection } from '../database/connection'
import { buildStatements } from '../database/build'
import { compareThings, type Found } from '../database/compare'
import { applicationSchemas, readThings, type Thing } from '../database/read-things'
import type { Kit, SchemaInCode } from './kit'
import { quoteName } from '../files/names'
import { areSame, unlikeValues, type Unlike } from './values-in-code'

interface Compared {
  readonly statements: readonly string[]
  readonly code: SchemaInCode
  readonly kit: Kit
  /** The objects that existed before the statements ran. */
  readonly present: readonly Thing[]
}

/** All objects of an application in a database. */
export async function readAll(sql: Connection): Promise<Thing[]> {
  return sql.begin('read only', async (tx) => readThings(tx, await applicationSchemas(tx)))
}

/**
 * Compares the results of a migration's statements with the code: defaults with the values in the code, and everything
 * else with what the code creates in an empty database. Only objects that these statements created or changed are
 * compared, because differences in others come from earlier files.
 *
 * @param scratch A database in which the statements have run. Its contents are dropped and built again.
 */
export async function unlikeCode(scratch: Connection, { statements, code, kit, present }: Compared): Promise<Unlike[]> {
  if (statements.length === 0) return []
  const made = await readAll(scratch)
  const before = new Map(present.map((thing) => [keyOf(thing), thing.facts]))
  const fresh = made.filter((thing) => !isDeepStrictEqual(before.get(keyOf(thing)), thing.facts))
  const columns = fresh.filter((thing) => thing.kind === 'column')
  const values = await inTransaction(scratch, (tx) => unlikeValues(tx, { code, columns }))
  const empty = kit.emptySnapshot()
  const wanted = await kit.diff(empty, kit.snapshotOf(code, empty.id))
  // The first migration is exactly what the code creates in an empty database.
  const unlike = isDeepStrictEqual(wanted, statements)
    ? []
    : await unlikeShape({ scratch, statements, wanted, made, fresh })
  const known = new Set(values.map(({ name }) => name))
  return [...values, ...unlike.filter(({ name, fact }) => fact !== 'default' || !known.has(name))]
}

interface Shapes {
  readonly scratch: Connection
  readonly statements: readonly string[]
  readonly wanted: readonly string[]
  readonly made: readonly Thing[]
  readonly fresh: readonly Thing[]
}

async function unlikeShape({ scratch, statements, wanted, made, fresh }: Shapes): Promise<Unlike[]> {
  const takenAway = await buildStatements(scratch, made.flatMap(dropOf))
  const here = wanted.map((statement) => statement.replace(/^CREATE SCHEMA (?!IF )/u, 'CREATE SCHEMA IF NOT EXISTS '))
  // Roles belong to the whole server, so they already exist.
  const own = here.filter((statement) => !statement.startsWith('CREATE ROLE '))
  // If the code depends on objects written by hand, it cannot be built and there is nothing to compare with.
  if (takenAway.length > 0 || (await buildStatements(scratch, own)).length > 0) return []
  const { found } = compareThings(await readAll(scratch), made)
  const changed = new Set(fresh.map(keyOf))
  const differing = found.filter(
    ({ what, there }) => what === 'missing' || (what === 'differs' && there !== undefined && changed.has(keyOf(there))),
  )
  return inTransaction(scratch, async (tx) => {
    const unlike: Unlike[] = []
    for (const difference of differing)
      if (await isCertain(tx, difference, statements)) unlike.push(unlikeOf(difference))
    return unlike
  })
}

/** Whether a difference changes the meaning, and not just the wording. */
async function isCertain(tx: TransactionSql, found: Found, statements: readonly string[]): Promise<boolean> {
  const { what, kind, fact, described, expected, found: there } = found
  const mentioned = [described?.table ?? '', described?.name ?? ''].filter((name) => name !== '').map(quoteName)
  if (!statements.some((statement) => mentioned.some((name) => statement.includes(name)))) return false
  if (what === 'missing') return true
  if (kind === 'column' && fact === 'default') {
    if (typeof expected !== 'string' || typeof there !== 'string') return true
    const type = described?.facts.type ?? ''
    return (await areSame(tx, { type, one: expected, other: there })) === false
  }
  // After a column was renamed or changed its type, PostgreSQL prints expressions differently.
  const isExpression = fact === 'definition' || fact === 'generated' || fact === 'using' || fact === 'with check'
  return !isExpression || !statements.some((statement) => /\bRENAME\b|\bTYPE\b/u.test(statement))
}

function unlikeOf({ what, name, kind, fact, expected, found }: Found): Unlike {
  if (what === 'missing') return { name, fact: 'presence', code: kind, migration: null }
  return { name, fact: fact ?? kind, code: expected ?? null, migration: found ?? null }
}

/**
 * The statement that drops an object with everything that depends on it. Empty for an object that is dropped with its
 * table.
 */
function dropOf({ kind, schema, name }: Thing): string[] {
  const word = dropped[kind]
  return word === undefined ? [] : [`DROP ${word} IF EXISTS ${quoteName(schema)}.${quoteName(name)} CASCADE`]
}

const dropped: Readonly<Partial<Record<Thing['kind'], string>>> = {
  view: 'VIEW',
  'materialized view': 'MATERIALIZED VIEW',
  table: 'TABLE',
  sequence: 'SEQUENCE',
  enum: 'TYPE',
}

/** Names include their schemas, as in the objects that were read. */
async function inTransaction(scratch: Connection, work: (tx: TransactionSql) => Promise<Unlike[]>): Promise<Unlike[]> {
  return scratch.begin(async (tx) => {
    await tx`set local search_path = ''`
    return work(tx)
  })
}

function keyOf({ kind, schema, table, name }: Thing): string {
  return JSON.stringify([kind, schema, table, name])
}

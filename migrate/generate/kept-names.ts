import { AdminError } from '@/admin/errors'
import { keptName, labelOf, maxNameBytes } from '../files/names'
import type { Snapshot, TableSnapshot } from '../files/snapshot'

/** Names that must be distinct, and where: `the table books`. */
interface Space {
  readonly where: string
  readonly names: readonly string[]
}

/**
 * Rejects names that differ in the code but that PostgreSQL truncates to the same name.
 *
 * @throws {AdminError} `INVALID` with both names and a suggestion.
 */
export function requireDifferentNames(snapshot: Snapshot): void {
  for (const { where, names } of spacesIn(snapshot)) {
    const taken = new Map<string, string>()
    for (const name of names) {
      const other = taken.get(keptName(name))
      if (other !== undefined && other !== name) throw sameToPostgres({ where, name, other, names })
      taken.set(keptName(name), name)
    }
  }
  for (const [key, { values }] of Object.entries(snapshot.enums)) {
    const long = values.find((value) => value !== keptName(value))
    if (long !== undefined)
      throw new AdminError(
        'INVALID',
        `The value "${long}" of the enum ${labelOf(key)} is longer than PostgreSQL’s limit of ${maxNameBytes} bytes. Nothing was written. Shorten it.`,
      )
  }
}

interface Clash {
  readonly where: string
  readonly name: string
  readonly other: string
  readonly names: readonly string[]
}

function sameToPostgres({ where, name, other, names }: Clash): AdminError {
  // Suggest a new name for the one that is truncated.
  const [long, short] = name === keptName(name) ? [other, name] : [name, other]
  return new AdminError(
    'INVALID',
    `In ${where}, "${long}" and "${short}" are the same name to PostgreSQL, which truncates names to ${maxNameBytes} bytes: "${keptName(long)}". Nothing was written. Give the first one a unique name in the code, such as "${freeName(long, names)}".`,
  )
}

/** The start of a name with a number that makes it unique. */
function freeName(name: string, names: readonly string[]): string {
  const taken = new Set(names.map(keptName))
  for (let number = 2; ; number += 1) {
    const end = `_${number}`
    const candidate = `${keptName(name, maxNameBytes - end.length)}${end}`
    if (!taken.has(candidate)) return candidate
  }
}

function spacesIn(snapshot: Snapshot): Space[] {
  const tables = Object.values(snapshot.tables)
  const schemas = new Map<string, { relations: string[]; types: string[] }>()
  const inSchema = (schema: string) => {
    const name = schema === '' ? 'public' : schema
    const found = schemas.get(name) ?? { relations: [], types: [] }
    schemas.set(name, found)
    return found
  }
  for (const table of tables) {
    const { relations, types } = inSchema(table.schema)
    relations.push(table.name, ...relationsOf(table))
    types.push(table.name)
  }
  for (const { schema, name } of Object.values(snapshot.views)) {
    inSchema(schema).relations.push(name)
    inSchema(schema).types.push(name)
  }
  for (const { schema, name } of Object.values(snapshot.sequences)) inSchema(schema).relations.push(name)
  for (const { schema, name } of Object.values(snapshot.enums)) inSchema(schema).types.push(name)
  return [
    { where: 'the database', names: Object.values(snapshot.schemas) },
    { where: 'the roles', names: namesOf(snapshot.roles) },
    ...[...schemas].flatMap(([name, { relations, types }]) =>
      [relations, types].map((names) => ({ where: `the schema ${name}`, names })),
    ),
    ...tables.flatMap((table) => {
      const where = `the table ${table.name}`
      return [namesOf(table.columns), constraintsOf(table), namesOf(table.policies)].map((names) => ({ where, names }))
    }),
  ]
}

/** Names that share a namespace with tables: indexes, including those of keys, and sequences. */
function relationsOf(table: TableSnapshot): string[] {
  const { indexes, uniqueConstraints, compositePrimaryKeys, columns } = table
  const identities = Object.values(columns).flatMap(({ identity }) => (identity ? [identity.name] : []))
  return [...[indexes, uniqueConstraints, compositePrimaryKeys].flatMap(namesOf), ...identities]
}

function constraintsOf({ foreignKeys, uniqueConstraints, compositePrimaryKeys, checkConstraints }: TableSnapshot) {
  return [foreignKeys, uniqueConstraints, compositePrimaryKeys, checkConstraints].flatMap(namesOf)
}

function namesOf(things: Readonly<Record<string, { name: string }>>): string[] {
  return Object.values(things).map(({ name }) => name)
}

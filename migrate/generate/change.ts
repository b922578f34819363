import { isDeepStrictEqual } from 'node:util'
import { findAffected, hasChangedColumns } from './affected'
import { changeColumnTypes, continueSequence } from './column-types'
import { dependenciesByText, type Dependencies } from './dependencies'
import {
  withNewViews,
  withoutEarlyKeys,
  withoutNewGenerated,
  withoutOldConstraints,
  withoutOldForeignKeys,
  withoutOldGenerated,
  withoutOldViews,
} from './early-drops'
import { changeEnumValues, type Step } from './enum-values'
import type { Kit } from './kit'
import { derivedName, qualifiedName, quoteName } from '../files/names'
import { applyRename, type Rename } from './renames'
import { fillNullable, softenAdded, type Filling } from './required-columns'
import { adoptWording, renameSameThings } from './same-things'
import type { ColumnSnapshot, Snapshot, TableSnapshot } from '../files/snapshot'

export interface ChangeOptions {
  readonly kit: Kit
  readonly from: Snapshot
  readonly to: Snapshot
  readonly renames: readonly Rename[]
  readonly filling: Filling
  /** Finds dependencies with the help of a database. By default they are derived from names in texts. */
  readonly askDependencies?: AskDependencies | undefined
}

/**
 * Asks a database for the dependencies in a snapshot.
 *
 * @returns `undefined` if no database can be asked.
 */
export type AskDependencies = (snapshot: Snapshot) => Promise<Dependencies | undefined>

/**
 * The statements that lead from one snapshot to another, in an order in which each can run on tables with rows.
 *
 * The diff comes from drizzle-kit, in small steps with intermediate snapshots. In a single step drizzle-kit would ask
 * on the terminal whenever objects of one kind both disappear and appear. It would also drop a key before what refers
 * to it, lose the conversion of a type, and add required columns to tables with rows.
 */
export async function changeStatements(options: ChangeOptions): Promise<string[]> {
  const { kit, from, to, renames, filling } = options
  const way = new Way(kit, from)
  await way.go(withNewSchemas(way.present, to, renames))
  for (const rename of renames) way.take(applyRename(way.present, rename))
  way.take({ snapshot: adoptWording(way.present, to, renames), statements: [] })
  way.take(renameSameThings(way.present, to))
  const affected = findAffected(way.present, to, await dependenciesIn(way.present, options))
  for (const step of withoutOldViews(way.present, to, affected)) await way.go(step)
  await way.go(withoutOldForeignKeys(way.present, to, affected))
  await way.go(withoutOldConstraints(way.present, to, affected))
  await way.go(withoutOldGenerated(way.present, to, affected))
  await way.go({ ...way.present, enums: { ...to.enums, ...way.present.enums } })
  way.take(changeEnumValues(way.present, to))
  way.take(changeColumnTypes(way.present, to))
  way.take(await fillNullable(way.present, to, filling))
  const { soft, statements, finished } = await softenAdded(way.present, to, filling)
  const hard = withLeftovers(way.present, to)
  const wider = withLeftovers(way.present, soft)
  await way.go(withoutNewGenerated(way.present, withoutEarlyKeys(way.present, wider)))
  await way.go(withoutEarlyKeys(way.present, wider))
  await way.go(wider)
  way.take({ snapshot: finished ? hard : way.present, statements })
  await way.go(hard)
  await changeIdentities(way, to)
  const dropped = new Set(Object.keys(way.present.tables).filter((key) => !(key in to.tables)))
  await way.go({ ...to, views: way.present.views }, (statement) => !isNoise(statement, way.present, dropped))
  for (const step of withNewViews(way.present, to)) await way.go(step)
  return way.statements
}

/** A database is asked only if columns change that something may depend on. */
async function dependenciesIn(present: Snapshot, { to, askDependencies }: ChangeOptions): Promise<Dependencies> {
  const fromDatabase = hasChangedColumns(present, to) ? await askDependencies?.(present) : undefined
  return fromDatabase ?? dependenciesByText(present)
}

/** The current snapshot of a change, and the statements so far. */
class Way {
  readonly statements: string[] = []
  present: Snapshot
  readonly #kit: Kit

  constructor(kit: Kit, from: Snapshot) {
    this.#kit = kit
    this.present = from
  }

  /** A step with our own statements. */
  take({ snapshot, statements }: Step): void {
    this.present = snapshot
    this.statements.push(...statements)
  }

  /** A step with drizzle-kit's statements. */
  async go(next: Snapshot, keep: (statement: string) => boolean = () => true): Promise<void> {
    if (isDeepStrictEqual(withoutIds(this.present), withoutIds(next))) return
    const statements = await this.#kit.diff(this.present, next)
    this.statements.push(...statements.map(withKeyName).filter(keep))
    this.present = next
  }
}

function withoutIds(snapshot: Snapshot): Omit<Snapshot, 'id' | 'prevId'> {
  const { id: _, prevId: __, ...rest } = snapshot
  return rest
}

/** A table may be moved into a schema that is itself new. */
function withNewSchemas(present: Snapshot, to: Snapshot, renames: readonly Rename[]): Snapshot {
  const renamed = new Set(renames.flatMap((rename) => (rename.kind === 'schema' ? [rename.to] : [])))
  const added = Object.entries(to.schemas).filter(([name]) => !renamed.has(name))
  return { ...present, schemas: { ...present.schemas, ...Object.fromEntries(added) } }
}

/**
 * The target snapshot plus everything that is still to be dropped, outside of any key, and with the current identities
 * and views.
 */
function withLeftovers(present: Snapshot, to: Snapshot): Snapshot {
  const tables = Object.entries(to.tables).map(([key, table]): [string, TableSnapshot] => {
    const before = present.tables[key]
    return [key, before ? { ...table, columns: keptColumns(before, table) } : table]
  })
  const goneTables = Object.entries(present.tables).filter(([key]) => !(key in to.tables))
  return {
    ...to,
    tables: Object.fromEntries([...tables, ...goneTables]),
    enums: { ...present.enums, ...to.enums },
    schemas: { ...present.schemas, ...to.schemas },
    sequences: { ...present.sequences, ...to.sequences },
    roles: { ...present.roles, ...to.roles },
    views: present.views,
  }
}

function keptColumns(before: TableSnapshot, after: TableSnapshot): Record<string, ColumnSnapshot> {
  const columns = Object.entries(after.columns).map(([name, column]): [string, ColumnSnapshot] => {
    const present = before.columns[name]
    if (!present || isDeepStrictEqual(present.identity, column.identity)) return [name, column]
    const { identity: _, ...plain } = column
    return [name, present.identity ? { ...plain, identity: present.identity } : plain]
  })
  const leftovers = Object.entries(before.columns)
    .filter(([name]) => !(name in after.columns))
    .map(([name, column]): [string, ColumnSnapshot] => [name, { ...column, primaryKey: false }])
  return Object.fromEntries([...columns, ...leftovers])
}

/** Identities change in a step of their own: drizzle-kit loses the NOT NULL of other columns next to them. */
async function changeIdentities(way: Way, to: Snapshot): Promise<void> {
  const next = structuredClone(way.present)
  const counted: string[] = []
  for (const [key, table] of Object.entries(next.tables)) {
    for (const column of Object.values(table.columns)) {
      const identity = to.tables[key]?.columns[column.name]?.identity
      if (identity && !column.identity) counted.push(continueSequence(table, column.name))
      if (identity) column.identity = identity
      else if (to.tables[key]?.columns[column.name]) delete column.identity
    }
  }
  await way.go(next)
  way.take({ snapshot: next, statements: counted })
}

/** Changes the row level security of a table that the next statement drops. */
function isNoise(statement: string, present: Snapshot, dropped: ReadonlySet<string>): boolean {
  return Object.entries(present.tables).some(
    ([key, table]) =>
      dropped.has(key) && statement === `ALTER TABLE ${qualifiedName(table)} DISABLE ROW LEVEL SECURITY;`,
  )
}

const unnamedKey = /table_schema = '(.*)'\s+AND table_name = '(.*)'\s+AND constraint_type = 'PRIMARY KEY'/

/** Where drizzle-kit writes a comment because it does not know a key's name, inserts the name that PostgreSQL gives. */
function withKeyName(statement: string): string {
  const [, schema, name] = unnamedKey.exec(statement) ?? []
  if (schema === undefined || name === undefined) return statement
  const key = quoteName(derivedName(name, undefined, 'pkey'))
  return `ALTER TABLE ${qualifiedName({ schema, name })} DROP CONSTRAINT ${key};`
}

import { createRequire } from 'node:module'
import { is, SQL } from 'drizzle-orm'
import { getTableConfig, isPgEnum, isPgSchema, PgSchema, PgTable, type PgEnum } from 'drizzle-orm/pg-core'
import type * as PgCore from 'drizzle-orm/pg-core'
import type * as DrizzleKit from 'drizzle-kit/api'
import { AdminError } from '@/admin/errors'
import { correctDefaults } from './literal-defaults'
import { withQuotedNames } from './quoted-names'
import { noSnapshot, toJson, type Snapshot } from '../files/snapshot'

export interface SchemaInCode {
  /** The exports of `db/schema.ts`. */
  readonly schema: Readonly<Record<string, unknown>>
  /** As configured in Drizzle, so that names in migrations match those in queries. */
  readonly casing?: 'snake_case' | 'camelCase'
}

/** The parts of drizzle-kit that are used: the schema reader and the diff. */
export interface Kit {
  /** The schema as a snapshot that follows another. */
  snapshotOf(code: SchemaInCode, previousId: string): Snapshot
  /** The snapshot of a database without tables. */
  emptySnapshot(): Snapshot
  /**
   * The statements that lead from one snapshot to the next.
   *
   * It asks on the terminal when objects of one kind both disappear and appear; callers must avoid that.
   */
  diff(from: Snapshot, to: Snapshot): Promise<string[]>
}

/** @throws {AdminError} `MISCONFIGURED` if the development dependencies are not installed. */
export function loadKit(): Kit {
  const api = requireKit()
  return {
    snapshotOf({ schema, casing }, previousId) {
      for (const table of Object.values(schema)) if (is(table, PgTable)) writeDefaultsOut(table)
      const made = api.generateDrizzleJson(withUsedTypes(schema), previousId, undefined, casing)
      // Through JSON, because drizzle-kit's own comparison fails on a BigInt default.
      const snapshot: Snapshot = JSON.parse(toJson(made))
      correctDefaults(snapshot, casing === undefined ? { schema } : { schema, casing })
      return snapshot
    },
    emptySnapshot: () => ({ ...api.generateDrizzleJson({}), id: noSnapshot }),
    async diff(from, to) {
      const statements = await api.generateMigration(from, to)
      const written = statements.map((statement) => statement.trim()).filter((statement) => statement !== '')
      return withQuotedNames(written, [from, to])
    },
  }
}

function requireKit(): typeof DrizzleKit {
  try {
    // Its ES module build calls `require` and fails on import; its CommonJS build does not.
    const load = createRequire(import.meta.url)
    // Resolved at run time: a bundler must not follow them.
    writeParametersOut(load(/* turbopackIgnore: true */ 'drizzle-orm/pg-core'))
    return load(/* turbopackIgnore: true */ 'drizzle-kit/api')
  } catch (error) {
    throw new AdminError(
      'MISCONFIGURED',
      'drizzle-kit is not installed. Install the development dependencies with: npm install',
      { cause: error },
    )
  }
}

/**
 * A file of statements has no parameters: `gt(t.team, 0)` must become `> 0`. drizzle-kit writes `> $1` and drops the
 * value, so its dialect is patched to inline values. This is drizzle-kit's own copy, which no query of the app uses.
 */
function writeParametersOut({ PgDialect }: typeof PgCore): void {
  const { prototype } = PgDialect
  if (adjusted.has(prototype)) return
  adjusted.add(prototype)
  const asked = prototype.sqlToQuery
  prototype.sqlToQuery = function sqlToQuery(sql, invokeSource) {
    return asked.call(this, sql.inlineParams(), invokeSource)
  }
}

const adjusted = new WeakSet<object>()

/** A default is rendered without a dialect, which rejects parameters. No query sends it, so inlining is safe. */
function writeDefaultsOut(table: PgTable): void {
  for (const column of getTableConfig(table).columns) if (is(column.default, SQL)) column.default.inlineParams()
}

/** drizzle-kit sees only exports; enums and schemas that tables use are added to them. */
function withUsedTypes(schema: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const all: Record<string, unknown> = { ...schema }
  const exported = Object.values(schema)
  const known = new Set(exported.map(typeKey).filter((key) => key !== undefined))
  const add = (value: unknown) => {
    const key = typeKey(value)
    if (key === undefined || known.has(key)) return
    known.add(key)
    all[`used ${key}`] = value
  }
  for (const table of exported) {
    if (!is(table, PgTable)) continue
    const config = getTableConfig(table)
    if (config.schema !== undefined && config.schema !== 'public') add(new PgSchema(config.schema))
    for (const column of config.columns) {
      const used = enumOf(column)
      if (used?.schema !== undefined && used.schema !== 'public') add(new PgSchema(used.schema))
      add(used)
    }
  }
  return all
}

function typeKey(value: unknown): string | undefined {
  if (isPgEnum(value)) return `enum ${value.schema ?? 'public'}.${value.enumName}`
  if (isPgSchema(value)) return `schema ${value.schemaName}`
  return undefined
}

function enumOf(column: object): PgEnum<[string, ...string[]]> | undefined {
  if ('enum' in column && isPgEnum(column.enum)) return column.enum
  if ('baseColumn' in column && typeof column.baseColumn === 'object' && column.baseColumn !== null)
    return enumOf(column.baseColumn)
  return undefined
}

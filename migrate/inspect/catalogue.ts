import type { Connection } from '../database/connection'
import { leftoversQuery } from './leftover-queries'
import { databaseSchema, type InspectedDatabase } from './shape'
import { enumsQuery, sequencesQuery, tablesQuery } from './table-queries'

/** The part of a database to read. */
export interface Selection {
  /** Names of PostgreSQL schemas. The default is all. */
  readonly schemas?: readonly string[]
  /** `products` in any schema, or `crm.contacts`. The default is all. */
  readonly tables?: readonly string[]
}

/**
 * Reads PostgreSQL's own catalogue: tables (with all their partitions as one table), views, keys, checks, indexes,
 * enums, sequences, and what Drizzle cannot express. Objects of extensions, PostgreSQL, drizzle-kit and Brolly are left
 * out. The order is always the same, whatever the order of creation.
 */
export async function readCatalogue(sql: Connection, selection: Selection = {}): Promise<InspectedDatabase> {
  return sql.begin('isolation level repeatable read read only', async (tx) => {
    // With an empty search path PostgreSQL qualifies every name that it prints.
    await tx.unsafe(`set local search_path = ''`)
    const found = async (query: string) => (await tx.unsafe<{ found: unknown }[]>(query)).map((row) => row.found)
    const database = databaseSchema.parse({
      tables: await found(tablesQuery),
      enums: await found(enumsQuery),
      sequences: await found(sequencesQuery),
      leftovers: await found(leftoversQuery),
    })
    return selected(database, selection)
  })
}

function selected(database: InspectedDatabase, { schemas = [], tables = [] }: Selection): InspectedDatabase {
  if (schemas.length === 0 && tables.length === 0) return database
  const inSchema = (schema: string) => schemas.length === 0 || schemas.includes(schema)
  const isChosen = (schema: string, name: string) =>
    inSchema(schema) && (tables.length === 0 || tables.includes(name) || tables.includes(`${schema}.${name}`))
  const kept = database.tables.filter((table) => isChosen(table.schema, table.name))
  const usedEnums = new Set(
    kept.flatMap(({ columns }) => columns.map((column) => `${column.typeSchema}.${column.typeName}`)),
  )
  return {
    tables: kept,
    enums: database.enums.filter(
      ({ schema, name }) => usedEnums.has(`${schema}.${name}`) || (tables.length === 0 && inSchema(schema)),
    ),
    sequences: database.sequences.filter(({ schema }) => tables.length === 0 && inSchema(schema)),
    leftovers: database.leftovers.filter(({ schema, table }) =>
      table === null ? inSchema(schema) : isChosen(schema, table),
    ),
  }
}

import { z } from 'zod'

/** What the catalogue says of a database. Parsed from JSON that PostgreSQL makes. */
const sequenceSchema = z.object({
  schema: z.string(),
  name: z.string(),
  /** `integer`, `bigint`, … */
  type: z.string(),
  start: z.string(),
  increment: z.string(),
  min: z.string(),
  max: z.string(),
  cache: z.string(),
  cycle: z.boolean(),
})
export type InspectedSequence = z.infer<typeof sequenceSchema>

const columnSchema = z.object({
  name: z.string(),
  /** `character varying(40)`, `public.mood`, `integer[]`: as PostgreSQL writes it, everything qualified. */
  formatted: z.string(),
  /** Of the type, or of the element where `dimensions` is above 0. */
  typeName: z.string(),
  typeSchema: z.string(),
  /** The built-in type below a domain, else `typeName`. */
  baseType: z.string(),
  /** What stands below a domain, however deep, and the rules that a form must know; null for any other type. */
  domain: z
    .object({
      base: z.string(),
      values: z.array(z.string()).nullable(),
      required: z.boolean(),
      default: z.string().nullable(),
    })
    .nullable(),
  isEnum: z.boolean(),
  isBuiltIn: z.boolean(),
  /** Length, or precision and scale packed as PostgreSQL does; -1 for none. */
  modifier: z.number(),
  dimensions: z.number(),
  notNull: z.boolean(),
  default: z.string().nullable(),
  generated: z.boolean(),
  identity: z.enum(['always', 'by default']).nullable(),
  /** Of an identity column, or of one whose default takes from a sequence that belongs to it. */
  sequence: sequenceSchema.nullable(),
  comment: z.string().nullable(),
})
export type InspectedColumn = z.infer<typeof columnSchema>

const constraintSchema = z.object({
  name: z.string(),
  kind: z.enum(['p', 'u', 'f', 'c']),
  columns: z.array(z.string()),
  /** Of a check. */
  expression: z.string().nullable(),
  nullsNotDistinct: z.boolean(),
  target: z.object({ schema: z.string(), table: z.string(), columns: z.array(z.string()) }).nullable(),
  onDelete: z.string(),
  onUpdate: z.string(),
})
export type InspectedConstraint = z.infer<typeof constraintSchema>

const indexSchema = z.object({
  name: z.string(),
  unique: z.boolean(),
  method: z.string(),
  predicate: z.string().nullable(),
  /** Storage parameters. */
  with: z.record(z.string(), z.string()),
  parts: z.array(
    z.object({
      column: z.string().nullable(),
      expression: z.string(),
      operatorClass: z.string().nullable(),
      descending: z.boolean(),
      nullsFirst: z.boolean(),
    }),
  ),
})
export type InspectedIndex = z.infer<typeof indexSchema>

const relationName = z.object({ schema: z.string(), name: z.string() })

const tableSchema = z.object({
  schema: z.string(),
  name: z.string(),
  kind: z.enum(['table', 'view', 'materialized view']),
  comment: z.string().nullable(),
  rowSecurity: z.boolean(),
  columns: z.array(columnSchema),
  constraints: z.array(constraintSchema),
  indexes: z.array(indexSchema),
  /** Of a view: its query, its options, and the relations that it reads. */
  definition: z.string().nullable(),
  options: z.record(z.string(), z.string()),
  reads: z.array(relationName),
})
export type InspectedTable = z.infer<typeof tableSchema>

const leftoverSchema = z.object({
  schema: z.string(),
  /** The table that it belongs to; null for what stands by itself, such as a domain or a function. */
  table: z.string().nullable(),
  what: z.string(),
  name: z.string(),
  /** What would make it in a new database; null where nothing short of the table's own statement would. */
  statement: z.string().nullable(),
  /** Before the tables, after them, or at the very end, when the views are there too. */
  phase: z.enum(['before', 'table', 'after', 'last']),
})
/** Something of the database that a Drizzle schema cannot say. */
export type Leftover = z.infer<typeof leftoverSchema>

export const databaseSchema = z.object({
  tables: z.array(tableSchema),
  enums: z.array(z.object({ schema: z.string(), name: z.string(), values: z.array(z.string()) })),
  /** Those that belong to no column by a serial type or an identity. */
  sequences: z.array(sequenceSchema),
  leftovers: z.array(leftoverSchema),
})
export type InspectedDatabase = z.infer<typeof databaseSchema>

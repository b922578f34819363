import { z } from 'zod'

/** What the catalogue says about a database. Parsed from JSON that PostgreSQL produces. */
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
  /** `character varying(40)`, `public.mood`, `integer[]`: as PostgreSQL prints it, fully qualified. */
  formatted: z.string(),
  /** The name of the type, or of the element type if `dimensions` is above 0. */
  typeName: z.string(),
  typeSchema: z.string(),
  /** The built-in type that a domain is based on, or else `typeName`. */
  baseType: z.string(),
  /** The base type of a domain at any depth, and its rules for forms; null for any other type. */
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
  /** The length, or precision and scale packed as PostgreSQL does; -1 for none. */
  modifier: z.number(),
  dimensions: z.number(),
  notNull: z.boolean(),
  default: z.string().nullable(),
  generated: z.boolean(),
  identity: z.enum(['always', 'by default']).nullable(),
  /** The sequence of an identity column, or of a column whose default uses a sequence that it owns. */
  sequence: sequenceSchema.nullable(),
  comment: z.string().nullable(),
})
export type InspectedColumn = z.infer<typeof columnSchema>

const constraintSchema = z.object({
  name: z.string(),
  kind: z.enum(['p', 'u', 'f', 'c']),
  columns: z.array(z.string()),
  /** The expression of a check. */
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
  /** For a view: its query, its options, and the relations that it reads. */
  definition: z.string().nullable(),
  options: z.record(z.string(), z.string()),
  reads: z.array(relationName),
})
export type InspectedTable = z.infer<typeof tableSchema>

const leftoverSchema = z.object({
  schema: z.string(),
  /** The table it belongs to; null for an independent object, such as a domain or a function. */
  table: z.string().nullable(),
  what: z.string(),
  name: z.string(),
  /** The statement that creates it in a new database; null if only the table's own statement can. */
  statement: z.string().nullable(),
  /** Before the tables, after them, or at the very end, after the views. */
  phase: z.enum(['before', 'table', 'after', 'last']),
})
/** An object or property of the database that a Drizzle schema cannot express. */
export type Leftover = z.infer<typeof leftoverSchema>

export const databaseSchema = z.object({
  tables: z.array(tableSchema),
  enums: z.array(z.object({ schema: z.string(), name: z.string(), values: z.array(z.string()) })),
  /** Sequences that belong to no serial or identity column. */
  sequences: z.array(sequenceSchema),
  leftovers: z.array(leftoverSchema),
})
export type InspectedDatabase = z.infer<typeof databaseSchema>

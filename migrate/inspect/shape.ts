import { z } from 'zod'

/** What the catalogue says of a database, as far as a Drizzle schema can say it too. Parsed from JSON that PostgreSQL makes. */
const columnSchema = z.object({
  name: z.string(),
  /** `character varying(40)`, `public.mood`, `integer[]`: as PostgreSQL writes it, everything qualified. */
  formatted: z.string(),
  /** Of the type, or of the element where `dimensions` is above 0. */
  typeName: z.string(),
  typeSchema: z.string(),
  isEnum: z.boolean(),
  isBuiltIn: z.boolean(),
  /** Length, or precision and scale packed as PostgreSQL does; -1 for none. */
  modifier: z.number(),
  dimensions: z.number(),
  notNull: z.boolean(),
  default: z.string().nullable(),
  generated: z.boolean(),
  identity: z.enum(['always', 'by default']).nullable(),
  sequence: z
    .object({
      name: z.string(),
      start: z.string(),
      increment: z.string(),
      min: z.string(),
      max: z.string(),
      cache: z.string(),
      cycle: z.boolean(),
    })
    .nullable(),
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

const tableSchema = z.object({
  schema: z.string(),
  name: z.string(),
  kind: z.enum(['table', 'view', 'materialized view']),
  comment: z.string().nullable(),
  columns: z.array(columnSchema),
  constraints: z.array(constraintSchema),
  indexes: z.array(indexSchema),
})
export type InspectedTable = z.infer<typeof tableSchema>

export const databaseSchema = z.object({
  tables: z.array(tableSchema),
  enums: z.array(z.object({ schema: z.string(), name: z.string(), values: z.array(z.string()) })),
})
export type InspectedDatabase = z.infer<typeof databaseSchema>

import { z } from 'zod'

/** The name in the first line of every file. */
export const formatName = 'brolly data'
export const formatVersion = 1

const tableName = { schema: z.string().optional(), table: z.string() }

/** A foreign key that is written as the other row's natural key, instead of its columns. */
const linkSchema = z.object({
  columns: z.array(z.string()).length(1),
  to: z.object(tableName),
  by: z.array(z.string()).min(1),
})
export type DataLink = z.infer<typeof linkSchema>

/** Introduces the rows of a table. A row has a value for each of `columns`, then one for each `by` of each link. */
const tableSchema = z.object({
  ...tableName,
  columns: z.array(z.string()),
  links: z.array(linkSchema).optional(),
  /** The columns that identify a row if the file does not contain its key. */
  key: z.array(z.string()).optional(),
})
export type DataTable = z.infer<typeof tableSchema>

const headerSchema = z.object({
  format: z.literal(formatName),
  version: z.literal(formatVersion),
  database: z.string().optional(),
  server: z.string().optional(),
  at: z.string().optional(),
  /** The tables that follow, in order, so that a load can fail before its first row. */
  tables: z.array(tableSchema).optional(),
})
export type DataHeader = z.infer<typeof headerSchema>

const sequenceSchema = z.object({
  sequence: z.object({ ...tableName, column: z.string() }),
  value: z.string().regex(/^-?\d+$/),
  called: z.boolean(),
})
export type DataSequence = z.infer<typeof sequenceSchema>

const endSchema = z.object({ end: z.literal(true), rows: z.number().int().min(0).optional() })

/** Every line that is not a row. */
export const dataLineSchema = z.union([headerSchema, sequenceSchema, endSchema, tableSchema])
export type DataLine = z.infer<typeof dataLineSchema>

export const rowSchema = z.array(z.string().nullable())

/** As users name it: `products`, `crm.contacts`. */
export function shownName({ schema, table }: { schema?: string; table: string }): string {
  return schema === undefined || schema === 'public' ? table : `${schema}.${table}`
}

import type { ISql } from 'postgres'

/**
 * What the `up` and `down` of a data migration get.
 *
 * ```ts
 * import type { DataMigration } from '@/migrate'
 *
 * export async function up({ sql, batch }: DataMigration): Promise<void> {
 *   await batch<{ id: number; name: string }>({ table: 'books', columns: ['id', 'name'] }, async (books) => {
 *     for (const { id, name } of books) await sql`update books set slug = ${slug(name)} where id = ${id}`
 *   })
 * }
 * ```
 */
export interface DataMigration {
  /**
   * Plain SQL, with values as parameters. Import nothing of today's schema: this runs for years to come, in its place
   * between the other migrations.
   */
  readonly sql: ISql
  /**
   * Goes through a table in the order of its primary key, so many rows at a time, and tells the progress.
   *
   * The rows are locked against other writers until their transaction ends. A row that is added below the place
   * reached, or whose key is changed, is not met.
   *
   * @returns How many rows `work` has been given, those before a crash included.
   */
  batch<Row extends object>(options: BatchOptions, work: (rows: Row[]) => Promise<unknown>): Promise<number>
  /** Tells a line to the person who runs it. Not the values of rows: it may end in a log. */
  log(line: string): void
}

export interface BatchOptions {
  /** As in SQL: `books`, `shop.books`, `"Order Items"`. It needs a primary key. */
  readonly table: string
  /** Rows at a time. Default 1000. */
  readonly size?: number
  /** Names of the columns to read, not quoted. Default those of the primary key. */
  readonly columns?: readonly string[]
  /** An SQL condition: `slug is null`. */
  readonly where?: string
}

/**
 * What `drizzle/NNNN_name.ts` exports.
 *
 * Without `transaction` all of it is one transaction with its record. With `export const transaction = 'batches'` each
 * batch is one, with a note of how far it has come: a big table is not locked for long, and a run that died goes on
 * from there. The rest of `up` then runs again, so it must bear that.
 */
export interface DataMigrationModule {
  up(context: DataMigration): Promise<void>
  /** Absent: it cannot be undone. */
  down?(context: DataMigration): Promise<void>
  transaction?: 'file' | 'batches'
}

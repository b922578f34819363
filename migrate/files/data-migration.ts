import type { ISql } from 'postgres'

/**
 * What the `up` and `down` of a data migration receive.
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
   * Plain SQL, with values as parameters. Do not import today's schema: this code runs for years to come, always at the
   * same point between the other migrations.
   */
  readonly sql: ISql
  /**
   * Walks through a table in the order of its primary key, one batch of rows at a time, and reports progress.
   *
   * The rows of a batch are locked against other writers until its transaction ends. A row inserted below the current
   * position, or whose key changes during the walk, is not visited.
   *
   * @returns How many rows `work` received, including those from before a crash.
   */
  batch<Row extends object>(options: BatchOptions, work: (rows: Row[]) => Promise<unknown>): Promise<number>
  /** Prints a line for the user who runs the migration. Do not include values of rows: the line may end up in a log. */
  log(line: string): void
}

export interface BatchOptions {
  /** As in SQL: `books`, `shop.books`, `"Order Items"`. The table needs a primary key. */
  readonly table: string
  /** Rows per batch. Default 1000. */
  readonly size?: number
  /** Names of the columns to read, unquoted. The default is the primary key. */
  readonly columns?: readonly string[]
  /** An SQL condition: `slug is null`. */
  readonly where?: string
}

/**
 * What `drizzle/NNNN_name.ts` exports.
 *
 * By default everything runs in one transaction, together with its record. With `export const transaction = 'batches'`
 * each batch is a transaction of its own that also stores the position reached: a large table is not locked for long,
 * and a run that died continues from there. The rest of `up` then runs again, so it must be idempotent.
 */
export interface DataMigrationModule {
  up(context: DataMigration): Promise<void>
  /** If absent, the migration cannot be reverted. */
  down?(context: DataMigration): Promise<void>
  transaction?: 'file' | 'batches'
}

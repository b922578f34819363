import type { Sql } from 'postgres'
import { quoted, type StoredForeignKey, type StoredTable } from '../postgres/data-catalogue'
import { shownName } from './data-format'
import { dataError, refusedRows } from './load-errors'
import { sqlState } from '../errors/sql-state'

/** Foreign keys to a table that comes later, as in a cycle: they are checked when all rows are loaded. */
export class LateChecks {
  readonly #tx: Sql
  readonly #file: string
  #changed: { table: StoredTable; foreignKey: StoredForeignKey }[] = []

  constructor(tx: Sql, file: string) {
    this.#tx = tx
    this.#file = file
  }

  /**
   * Defers constraints that cannot be checked in this order. A constraint that is not deferrable is made so until the
   * end of the load, which requires the owner of its table.
   */
  async prepare(order: readonly StoredTable[]): Promise<void> {
    for (const [index, table] of order.entries()) {
      const later = new Set(order.slice(index + 1).map(({ id }) => id))
      for (const foreignKey of table.foreignKeys.filter(({ target }) => later.has(target)))
        await this.#putOff(table, foreignKey)
    }
  }

  async #putOff(table: StoredTable, foreignKey: StoredForeignKey): Promise<void> {
    const name = quoted(foreignKey.name)
    if (foreignKey.deferrable) {
      await this.#tx.unsafe(`set constraints ${quoted(table.schema)}.${name} deferred`)
      return
    }
    try {
      await this.#tx.unsafe(`alter table ${table.sql} alter constraint ${name} deferrable initially deferred`)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === sqlState.insufficientPrivilege)) throw error
      throw dataError(
        { file: this.#file, line: null, table: shownName(table) },
        `its rows and the rows they reference depend on each other. Load as the owner of the table, or make ${foreignKey.name} DEFERRABLE.`,
        error,
      )
    }
    this.#changed.push({ table, foreignKey })
  }

  /** Checks the deferred constraints, and restores their definitions. */
  async check(): Promise<void> {
    try {
      await this.#tx`set constraints all immediate`
    } catch (error) {
      throw refusedRows(error, { location: { file: this.#file, line: null } })
    }
    for (const { table, foreignKey } of this.#changed.splice(0))
      await this.#tx.unsafe(`alter table ${table.sql} alter constraint ${quoted(foreignKey.name)} not deferrable`)
  }
}

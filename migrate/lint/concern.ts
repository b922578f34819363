import type { ColumnFacts, TableFacts } from './facts'
import type { FindingClass, LockMode, RuleId } from './finding'

/** The finding of a rule about a statement, before sizes are added. */
export interface Concern {
  readonly rule: RuleId
  readonly class: FindingClass
  /** The affected table, quoted. */
  readonly table?: string
  readonly lock?: LockMode
  readonly message: string
  /** What would be lost: all rows of the table, or the values of a column. */
  readonly loses?: 'rows' | { readonly column: string; readonly byConversion?: true }
}

/** What earlier statements have created, and what is known about the database. */
export interface Scope {
  /** Tables created in this run: whatever happens to them blocks no one and loses nothing. */
  readonly newTables: ReadonlySet<string>
  /** Columns added in this run, by quoted table. */
  readonly newColumns: ReadonlyMap<string, ReadonlySet<string>>
  /** Columns that were added as required, with a default. */
  readonly filledColumns: ReadonlyMap<string, ReadonlySet<string>>
  /** Types and schemas created in this run, quoted. */
  readonly newTypes: ReadonlySet<string>
  /** Types created anywhere in the migration: a type that is dropped earlier is being recreated. */
  readonly madeTypes: ReadonlySet<string>
  /** The facts about a table, by its name at this statement. */
  facts(table: string): TableFacts | undefined
  /** The facts about a column, by its name at this statement. */
  columnFacts(table: string, column: string): ColumnFacts | undefined
}

export function safe(lock?: LockMode, table?: string): Concern {
  return {
    rule: 'lint.safe',
    class: 'safe',
    message: lock === undefined ? 'Blocks nobody.' : 'Takes a moment, whatever the size of the table.',
    ...(lock === undefined ? {} : { lock }),
    ...(table === undefined ? {} : { table }),
  }
}

import type { ColumnFacts, TableFacts } from './facts'
import type { FindingClass, LockMode, RuleId } from './finding'

/** What a rule has to say about a statement, before sizes are added. */
export interface Concern {
  readonly rule: RuleId
  readonly class: FindingClass
  /** Quoted; of the table that suffers. */
  readonly table?: string
  readonly lock?: LockMode
  readonly message: string
  /** What would be lost: all rows of the table, or the values of a column. */
  readonly loses?: 'rows' | { readonly column: string; readonly byConversion?: true }
}

/** What the statements before have made, and what the database knows. */
export interface Scope {
  /** Tables that are new in this run: whatever happens to them, nobody waits and nothing is lost. */
  readonly newTables: ReadonlySet<string>
  /** Columns that are new in this run, by quoted table. */
  readonly newColumns: ReadonlyMap<string, ReadonlySet<string>>
  /** Those of them that were added as required, with a default. */
  readonly filledColumns: ReadonlyMap<string, ReadonlySet<string>>
  /** Types and schemas that are new in this run, quoted. */
  readonly newTypes: ReadonlySet<string>
  /** Types that the migration makes at any place of it: one that goes before is made anew. */
  readonly madeTypes: ReadonlySet<string>
  /** The table under the name that it has at this statement. */
  facts(table: string): TableFacts | undefined
  /** A column of it, likewise. */
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

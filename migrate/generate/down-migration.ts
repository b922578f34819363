import { changeStatements, type ChangeOptions } from './change'
import { qualifiedName, quoteName } from '../files/names'
import { applyRename, inverseRenames } from './renames'
import type { Snapshot } from '../files/snapshot'

/**
 * The statements that revert a change: the same walk in the opposite direction.
 *
 * A dropped table or column comes back empty, and a comment says so. What cannot be restored is written as `--
 * irreversible: why`.
 */
export async function downStatements(
  forward: Pick<ChangeOptions, 'kit' | 'from' | 'to' | 'renames' | 'askDependencies'>,
): Promise<string[]> {
  const renames = inverseRenames(forward.renames)
  const statements = await changeStatements({
    kit: forward.kit,
    from: forward.to,
    to: forward.from,
    renames,
    filling: { direction: 'down', expression: async () => undefined },
    askDependencies: forward.askDependencies,
  })
  const before = renames.reduce((present, rename) => applyRename(present, rename).snapshot, forward.to)
  return statements.map((statement) => withLoss(statement, before, forward.from))
}

/** Adds a comment above the statement that restores a table or column, saying that it is empty. */
function withLoss(statement: string, before: Snapshot, after: Snapshot): string {
  for (const [key, table] of Object.entries(after.tables)) {
    const name = qualifiedName(table)
    const old = before.tables[key]
    if (!old && statement.startsWith(`CREATE TABLE ${name} (`)) return `-- Its rows are not restored.\n${statement}`
    for (const column of old ? Object.values(table.columns) : []) {
      if (column.name in (old?.columns ?? {}) || column.generated) continue
      if (statement.startsWith(`ALTER TABLE ${name} ADD COLUMN ${quoteName(column.name)} `))
        return `-- Its values are not restored.\n${statement}`
    }
  }
  return statement
}

import { changeStatements, type ChangeOptions } from './change'
import { qualifiedName, quoteName } from '../files/names'
import { applyRename, inverseRenames } from './renames'
import type { Snapshot } from '../files/snapshot'

/**
 * The statements that undo a change: the same walk the other way.
 *
 * What a drop has taken comes back empty, and says so. What cannot come back stands as `-- irreversible: why`.
 */
export async function wayBack(
  forward: Pick<ChangeOptions, 'kit' | 'from' | 'to' | 'renames' | 'askDependencies'>,
): Promise<string[]> {
  const renames = inverseRenames(forward.renames)
  const statements = await changeStatements({
    kit: forward.kit,
    from: forward.to,
    to: forward.from,
    renames,
    filling: { direction: 'back', expression: async () => undefined },
    askDependencies: forward.askDependencies,
  })
  const before = renames.reduce((present, rename) => applyRename(present, rename).snapshot, forward.to)
  return statements.map((statement) => withLoss(statement, before, forward.from))
}

/** Says above the statement that brings back a table or a column that it is empty. */
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

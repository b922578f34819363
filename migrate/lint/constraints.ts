import type { Constraint } from 'libpg-query'
import { safe, type Concern } from './concern'

/** The effects of adding a constraint to a table with rows. */
export function constraintConcerns(table: string, part: Constraint): Concern[] {
  const describe = part.contype === undefined ? undefined : added[part.contype]
  return [describe?.(table, part) ?? safe('AccessExclusiveLock', table)]
}

/** The same for a constraint in the definition of a new column. */
export function inlineConcerns(table: string, part: Constraint, hasDefault: boolean): Concern[] {
  if (part.contype === undefined || !inline.has(part.contype)) return []
  // A new column without a default has no values to look up.
  if (part.contype === 'CONSTR_FOREIGN' && !hasDefault) return []
  return constraintConcerns(table, part).map((concern) => ({ ...concern, lock: 'AccessExclusiveLock' }))
}

type ConstraintType = NonNullable<Constraint['contype']>

const inline: ReadonlySet<ConstraintType> = new Set<ConstraintType>([
  'CONSTR_FOREIGN',
  'CONSTR_CHECK',
  'CONSTR_UNIQUE',
  'CONSTR_PRIMARY',
])

const added: Partial<Record<ConstraintType, (table: string, part: Constraint) => Concern>> = {
  CONSTR_FOREIGN: foreignKey,
  CONSTR_CHECK: (table, part) => checked(table, part, 'lint.adding-check'),
  CONSTR_NOTNULL: (table, part) => checked(table, part, 'lint.setting-not-null'),
  CONSTR_UNIQUE: unique,
  CONSTR_PRIMARY: unique,
  CONSTR_EXCLUSION: unique,
}

function foreignKey(table: string, { skip_validation: unchecked, pktable }: Constraint): Concern {
  if (unchecked === true) return safe('ShareRowExclusiveLock', table)
  return {
    rule: 'lint.adding-foreign-key',
    class: 'locks',
    table,
    lock: 'ShareRowExclusiveLock',
    message: `Looks up every row in ${pktable?.relname ?? 'the other table'} while writes to both tables are blocked.`,
  }
}

function checked(
  table: string,
  { skip_validation: unchecked }: Constraint,
  rule: 'lint.adding-check' | 'lint.setting-not-null',
): Concern {
  if (unchecked === true) return safe('AccessExclusiveLock', table)
  return {
    rule,
    class: 'locks',
    table,
    lock: 'AccessExclusiveLock',
    message:
      'Scans every row while reads and writes are blocked. It fails on the first row that violates the constraint.',
  }
}

function unique(table: string, { indexname }: Constraint): Concern {
  if (indexname !== undefined) return safe('AccessExclusiveLock', table)
  return {
    rule: 'lint.adding-unique-constraint',
    class: 'locks',
    table,
    lock: 'AccessExclusiveLock',
    message: 'Builds an index while reads and writes are blocked. It fails on the first duplicate value.',
  }
}

/** The effect of a statement on the running site, from harmless to severe. */
export type FindingClass = 'safe' | 'locks' | 'rewrites' | 'breaks' | 'loses-data'

/** From harmless to severe. */
const findingClasses: readonly FindingClass[] = ['safe', 'locks', 'rewrites', 'breaks', 'loses-data']

/** The strongest lock that a statement takes on its table, as named in `pg_locks`. */
export type LockMode =
  | 'RowExclusiveLock'
  | 'ShareUpdateExclusiveLock'
  | 'ShareLock'
  | 'ShareRowExclusiveLock'
  | 'ExclusiveLock'
  | 'AccessExclusiveLock'

/** What is known about one statement of a migration. */
export interface Finding {
  /** Stable: `lint.dropping-column`. */
  readonly rule: RuleId
  readonly class: FindingClass
  /** Its first line. */
  readonly statement: string
  /** From 1. */
  readonly number: number
  /** Includes the schema unless it is `public`. */
  readonly table?: string
  /** The column whose values would be lost; absent if whole rows are. */
  readonly column?: string
  readonly lock?: LockMode
  /** The row count of the table; exact up to 10,000, otherwise PostgreSQL's estimate. */
  readonly rows?: number
  readonly isEstimate?: boolean
  /** The size of the table with its indexes. */
  readonly bytes?: number
  /** The number of rows or values that would be lost; absent if they were not counted. */
  readonly lost?: number
  readonly message: string
  /** The safe way; empty if there is nothing to do. */
  readonly advice: string
  /** The URL of the rule's description. */
  readonly docs: string
}

/** The advice of each rule. The headings in `docs/migrations/lint.md` have these names. */
export const ruleAdvice = {
  'lint.safe': '',
  'lint.adding-required-column':
    'Give it a permanent default, or add it as nullable, let the new version fill it, and set NOT NULL in a later migration.',
  'lint.adding-volatile-default':
    'Add the column without a default, set the default in a separate statement, and fill the rows in batches.',
  'lint.adding-serial-column': 'Add a nullable column, fill it in batches, then attach the sequence or the identity.',
  'lint.adding-generated-column':
    'Add a plain column, fill it in batches, and maintain it with a trigger or in the code.',
  'lint.changing-generated-column': 'Add a column with the new expression, move the code over, then drop the old one.',
  'lint.setting-not-null':
    'Add CHECK (column IS NOT NULL) NOT VALID, validate it in the next migration, then set NOT NULL, which trusts it.',
  'lint.changing-column-type':
    'Add a column of the new type, write to both, fill it in batches, move the code over, then drop the old one.',
  'lint.narrowing-column-type': 'Keep the old column until you are sure the converted values are good enough.',
  'lint.adding-foreign-key': 'Add it with NOT VALID, then VALIDATE CONSTRAINT in a separate migration.',
  'lint.adding-check': 'Add it with NOT VALID, then VALIDATE CONSTRAINT in a separate migration.',
  'lint.adding-unique-constraint':
    'CREATE UNIQUE INDEX CONCURRENTLY in a migration of its own, then ADD CONSTRAINT … USING INDEX.',
  'lint.creating-index': 'CREATE INDEX CONCURRENTLY, in a migration of its own.',
  'lint.dropping-index': 'DROP INDEX CONCURRENTLY, in a migration of its own.',
  'lint.reindexing': 'Use REINDEX … CONCURRENTLY in a separate migration.',
  'lint.dropping-column': 'Release a version that no longer reads it first. Keep a copy if you may need the values.',
  'lint.dropping-table': 'Release a version that no longer reads it first. Keep a copy if you may need the rows.',
  'lint.dropping-type': 'Drop or change the columns of the type in statements of their own.',
  'lint.dropping-schema': 'Drop what is in it in statements of their own.',
  'lint.dropping-view': 'Release a version that no longer reads it first.',
  'lint.dropping-sequence': 'Release a version that no longer uses it first.',
  'lint.renaming':
    'Add the new name beside the old one, move the code over, then drop the old one. Or stop the site while it runs.',
  'lint.removing-enum-value':
    'Release a version that no longer writes it first. All columns of the type are rewritten.',
  'lint.truncating': 'Keep a copy if you may need the rows.',
  'lint.deleting-rows': 'Delete in batches in a data migration. Keep a copy if you may need the rows.',
  'lint.updating-rows': 'Update in batches in a data migration: npx brolly makemigrations --empty',
  'lint.changing-storage': 'Do it while the site is stopped.',
  'lint.rewriting-command': 'Do it while the site is stopped, or use an extension that repacks tables online.',
  'lint.refreshing-view': 'Use REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index on the view.',
  'lint.attaching-partition':
    'Before attaching it, add a CHECK that matches the partition bounds, first as NOT VALID, then validated.',
  'lint.detaching-partition': 'Use DETACH PARTITION … CONCURRENTLY in a separate migration.',
  'lint.disabling-triggers': 'Keep them enabled: foreign keys are triggers too.',
  'lint.locking-table': 'Remove it: each statement takes the lock it needs.',
  'lint.many-locks': 'Split the migration: one file per table, with quick statements separate from slow ones.',
  'lint.opaque-code': 'Review it: DO blocks and procedures are not analysed.',
  'lint.transaction-control': 'Remove it: each file already runs in its own transaction.',
  'lint.changing-role':
    'Remove it. Connect as the required role (DATABASE_MIGRATION_URL), or transfer ownership with ALTER … OWNER TO.',
  'lint.not-understood': 'Fix it, or review it with care: the syntax may be newer than Brolly supports.',
} as const

export type RuleId = keyof typeof ruleAdvice

/** The URL of a rule's section in the docs. */
export function ruleDocs(rule: RuleId): string {
  return `docs/migrations/lint.md#${rule.replace('.', '')}`
}

/** The most severe class among findings; `safe` if there are none. */
export function gravest(findings: readonly Finding[]): FindingClass {
  return findingClasses.findLast((findingClass) => findings.some((finding) => finding.class === findingClass)) ?? 'safe'
}

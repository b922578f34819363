/** What a statement does to the site that runs while it is applied, from harmless to grave. */
export type FindingClass = 'safe' | 'locks' | 'rewrites' | 'breaks' | 'loses-data'

/** From harmless to grave. */
const findingClasses: readonly FindingClass[] = ['safe', 'locks', 'rewrites', 'breaks', 'loses-data']

/** The strongest lock that a statement takes on its table, as `pg_locks` names it. */
export type LockMode =
  | 'RowExclusiveLock'
  | 'ShareUpdateExclusiveLock'
  | 'ShareLock'
  | 'ShareRowExclusiveLock'
  | 'ExclusiveLock'
  | 'AccessExclusiveLock'

/** What is known of one statement of a migration. */
export interface Finding {
  /** Stable: `lint.dropping-column`. */
  readonly rule: RuleId
  readonly class: FindingClass
  /** Its first line. */
  readonly statement: string
  /** From 1. */
  readonly number: number
  /** With its schema outside `public`. */
  readonly table?: string
  /** Whose values would be lost; absent where it is whole rows. */
  readonly column?: string
  readonly lock?: LockMode
  /** Of the table; exact up to 10,000, else what PostgreSQL estimates. */
  readonly rows?: number
  readonly isEstimate?: boolean
  /** Of the table with its indexes. */
  readonly bytes?: number
  /** Rows or values that would be lost; absent where they have not been counted. */
  readonly lost?: number
  readonly message: string
  /** The safe way; empty where there is nothing to do. */
  readonly advice: string
  /** Where the rule is described. */
  readonly docs: string
}

/** What each rule says to do. The paragraphs of `docs/migrations/lint.md` have these names. */
export const ruleAdvice = {
  'lint.safe': '',
  'lint.adding-required-column':
    'Give it a default that stays, or add it nullable, let the new version fill it, and set NOT NULL in a later migration.',
  'lint.adding-volatile-default':
    'Add the column without a default, set the default in a statement of its own, and fill the rows in batches.',
  'lint.adding-serial-column': 'Add a nullable column, fill it in batches, then attach the sequence or the identity.',
  'lint.adding-generated-column': 'Add a plain column, fill it in batches, and keep it by a trigger or in the code.',
  'lint.changing-generated-column': 'Add another column with the new expression, move the code over, drop the old one.',
  'lint.setting-not-null':
    'Add CHECK (column IS NOT NULL) NOT VALID, validate it in the next migration, then set NOT NULL, which trusts it.',
  'lint.changing-column-type':
    'Add a column of the new type, write to both, fill it in batches, move the code over, drop the old one.',
  'lint.narrowing-column-type': 'Keep the old column until the rounded values are known to be enough.',
  'lint.adding-foreign-key': 'Add it with NOT VALID, and VALIDATE CONSTRAINT in a migration of its own.',
  'lint.adding-check': 'Add it with NOT VALID, and VALIDATE CONSTRAINT in a migration of its own.',
  'lint.adding-unique-constraint':
    'CREATE UNIQUE INDEX CONCURRENTLY in a migration of its own, then ADD CONSTRAINT … USING INDEX.',
  'lint.creating-index': 'CREATE INDEX CONCURRENTLY, in a migration of its own.',
  'lint.dropping-index': 'DROP INDEX CONCURRENTLY, in a migration of its own.',
  'lint.reindexing': 'REINDEX … CONCURRENTLY, in a migration of its own.',
  'lint.dropping-column': 'Release a version that no longer reads it first. Keep a copy if the values may be wanted.',
  'lint.dropping-table': 'Release a version that no longer reads it first. Keep a copy if the rows may be wanted.',
  'lint.dropping-type': 'Drop or change the columns of the type in statements of their own.',
  'lint.dropping-schema': 'Drop what is in it in statements of their own.',
  'lint.dropping-view': 'Release a version that no longer reads it first.',
  'lint.dropping-sequence': 'Release a version that no longer draws from it first.',
  'lint.renaming':
    'Add the new name beside the old one, move the code over, then drop the old one. Or stop the site meanwhile.',
  'lint.removing-enum-value':
    'Release a version that no longer writes it first. All columns of the type are written anew.',
  'lint.truncating': 'Keep a copy if the rows may be wanted.',
  'lint.deleting-rows': 'Delete in batches in a data migration. Keep a copy if the rows may be wanted.',
  'lint.updating-rows': 'Update in batches in a data migration: npx brolly makemigrations --empty',
  'lint.changing-storage': 'Do it while the site is stopped.',
  'lint.rewriting-command': 'Do it while the site is stopped, or use an extension that repacks tables online.',
  'lint.refreshing-view': 'REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index on the view.',
  'lint.attaching-partition':
    'Add a CHECK that says what the partition holds, NOT VALID and then validated, before attaching it.',
  'lint.detaching-partition': 'DETACH PARTITION … CONCURRENTLY, in a migration of its own.',
  'lint.disabling-triggers': 'Leave them on: foreign keys are triggers too.',
  'lint.locking-table': 'Leave it out: each statement takes the lock it needs.',
  'lint.many-locks': 'Split the migration: a table a file, the quick statements apart from the slow ones.',
  'lint.opaque-code': 'Read it: what a DO block or a procedure does is not looked into.',
  'lint.transaction-control': 'Leave it out: the runner has its own transaction for each file.',
  'lint.changing-role':
    'Leave it out. Connect as the role that is to do it (DATABASE_MIGRATION_URL), or give things to it: ALTER … OWNER TO.',
  'lint.not-understood': 'Correct it, or read it with care: it may be newer than what Brolly knows.',
} as const

export type RuleId = keyof typeof ruleAdvice

/** The address of a rule's paragraph. */
export function ruleDocs(rule: RuleId): string {
  return `docs/migrations/lint.md#${rule.replace('.', '')}`
}

/** The gravest class among findings; `safe` where there are none. */
export function gravest(findings: readonly Finding[]): FindingClass {
  return findingClasses.findLast((each) => findings.some((finding) => finding.class === each)) ?? 'safe'
}

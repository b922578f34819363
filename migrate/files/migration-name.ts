const described: readonly [RegExp, (name: string) => string][] = [
  [/^CREATE TABLE (?:"[^"]+"\.)?"([^"]+)"/i, (name) => `create_${name}`],
  [/^DROP TABLE (?:"[^"]+"\.)?"([^"]+)"/i, (name) => `drop_${name}`],
  [/^ALTER TABLE .* RENAME TO "([^"]+)"/i, (name) => `rename_to_${name}`],
  [/^ALTER TABLE .* RENAME COLUMN .* TO "([^"]+)"/i, (name) => `rename_to_${name}`],
  [/^ALTER (?:SCHEMA|TYPE) .* RENAME TO "([^"]+)"/i, (name) => `rename_to_${name}`],
  [/^ALTER TYPE .* RENAME VALUE .* TO '([^']+)'/i, (name) => `rename_to_${name}`],
  [/^ALTER TABLE .* SET SCHEMA "([^"]+)"/i, (name) => `move_to_${name}`],
  [/^ALTER TABLE .* ADD COLUMN "([^"]+)"/i, (name) => `add_${name}`],
  [/^ALTER TABLE .* DROP COLUMN (?:IF EXISTS )?"([^"]+)"/i, (name) => `drop_${name}`],
  [/^ALTER TABLE .* ALTER COLUMN "([^"]+)"/i, (name) => `alter_${name}`],
  [/^ALTER TYPE .* ADD VALUE '([^']+)'/i, (name) => `add_value_${name}`],
  [/^CREATE (?:UNIQUE )?INDEX (?:CONCURRENTLY )?"([^"]+)"/i, (name) => `create_${name}`],
  [/^DROP INDEX (?:"[^"]+"\.)?"([^"]+)"/i, (name) => `drop_${name}`],
  [/^ALTER TABLE .* ADD CONSTRAINT "([^"]+)"/i, (name) => `add_${name}`],
  [/^ALTER TABLE .* DROP CONSTRAINT "([^"]+)"/i, (name) => `drop_${name}`],
  [/^CREATE (?:MATERIALIZED )?VIEW (?:"[^"]+"\.)?"([^"]+)"/i, (name) => `create_${name}`],
  [/^DROP (?:MATERIALIZED )?VIEW (?:"[^"]+"\.)?"([^"]+)"/i, (name) => `drop_${name}`],
  [/^CREATE TYPE (?:"[^"]+"\.)?"([^"]+)"/i, (name) => `create_${name}`],
  [/^DROP TYPE (?:"[^"]+"\.)?"([^"]+)"/i, (name) => `drop_${name}`],
  [/^CREATE SCHEMA "([^"]+)"/i, (name) => `create_${name}`],
  [/^DROP SCHEMA "([^"]+)"/i, (name) => `drop_${name}`],
]

/**
 * The part of a migration's name after its number: the requested one, or else a description of its first statements.
 */
export function migrationName(statements: readonly string[], asked?: string): string {
  const wanted = slug(asked ?? '')
  if (wanted !== '') return wanted
  const own = withoutParts(statements)
  const words = new Set(described.flatMap((rule) => own.flatMap((statement) => describe(rule, statement))))
  const parts = withoutRepeats([...words])
  if (parts.length === 0) return statements.length === 0 ? 'empty' : 'change'
  const name = slug(parts.slice(0, 2).join('_'))
  return parts.length > 2 ? `${name}_and_more` : name
}

const tableName = String.raw`((?:"[^"]+"\.)?"[^"]+")`
const createsTable = new RegExp(`^CREATE TABLE ${tableName}`, 'i')
const partOfTable = new RegExp(
  `^(?:ALTER TABLE ${tableName} ADD CONSTRAINT|CREATE (?:UNIQUE )?INDEX .*? ON ${tableName})`,
  'is',
)

/** Leaves out the keys and indexes of tables that are created in the same migration. */
function withoutParts(statements: readonly string[]): string[] {
  const made = new Set(statements.flatMap((statement) => createsTable.exec(statement.trim())?.[1] ?? []))
  return statements.filter((statement) => {
    const [, altered, indexed] = partOfTable.exec(statement.trim()) ?? []
    return !made.has(altered ?? indexed ?? '')
  })
}

/**
 * Leaves out statements that only serve another one: a default for an added column, or a check that is dropped and
 * added again.
 */
function withoutRepeats(parts: readonly string[]): string[] {
  const subjects = new Map<string, Set<string>>()
  for (const part of parts) {
    const [verb = '', ...subject] = part.split('_')
    const verbs = subjects.get(subject.join('_')) ?? new Set()
    subjects.set(subject.join('_'), verbs.add(verb))
  }
  return [...subjects].flatMap(([subject, verbs]) => {
    const made = verbs.has('add') || verbs.has('create')
    if (made && verbs.has('drop')) return [`change_${subject}`]
    if (verbs.size > 1) verbs.delete('alter')
    return [...verbs].map((verb) => `${verb}_${subject}`)
  })
}

function describe([pattern, word]: (typeof described)[number], statement: string): string[] {
  const name = pattern.exec(statement.trim())?.[1]
  return name === undefined ? [] : [word(name)]
}

function slug(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, 60)
}

const described: readonly [RegExp, (name: string) => string][] = [
  [/^CREATE TABLE "(?:[^"]+"\.")?([^"]+)"/i, (name) => `create_${name}`],
  [/^DROP TABLE "(?:[^"]+"\.")?([^"]+)"/i, (name) => `drop_${name}`],
  [/^ALTER TABLE .* RENAME TO "([^"]+)"/i, (name) => `rename_to_${name}`],
  [/^ALTER TABLE .* RENAME COLUMN .* TO "([^"]+)"/i, (name) => `rename_to_${name}`],
  [/^ALTER TABLE .* ADD COLUMN "([^"]+)"/i, (name) => `add_${name}`],
  [/^ALTER TABLE .* DROP COLUMN (?:IF EXISTS )?"([^"]+)"/i, (name) => `drop_${name}`],
  [/^ALTER TABLE .* ALTER COLUMN "([^"]+)"/i, (name) => `alter_${name}`],
  [/^ALTER TYPE .* ADD VALUE '([^']+)'/i, (name) => `add_value_${name}`],
  [/^CREATE (?:UNIQUE )?INDEX (?:CONCURRENTLY )?"([^"]+)"/i, (name) => `create_${name}`],
  [/^DROP INDEX (?:"[^"]+"\.)?"([^"]+)"/i, (name) => `drop_${name}`],
  [/^ALTER TABLE .* ADD CONSTRAINT "([^"]+)"/i, (name) => `add_${name}`],
  [/^ALTER TABLE .* DROP CONSTRAINT "([^"]+)"/i, (name) => `drop_${name}`],
  [/^CREATE TYPE "(?:[^"]+"\.")?([^"]+)"/i, (name) => `create_${name}`],
  [/^CREATE SCHEMA "([^"]+)"/i, (name) => `create_${name}`],
]

/** The part of a migration's name after its number: what was asked for, else what its first statements do. */
export function migrationName(statements: readonly string[], asked?: string): string {
  const wanted = slug(asked ?? '')
  if (wanted !== '') return wanted
  const parts = [...new Set(described.flatMap((rule) => statements.flatMap((statement) => describe(rule, statement))))]
  if (parts.length === 0) return statements.length === 0 ? 'empty' : 'change'
  const name = slug(parts.slice(0, 2).join('_'))
  return parts.length > 2 ? `${name}_and_more` : name
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

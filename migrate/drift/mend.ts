import { qualifiedName, quoteName, quoteText } from '../files/names'
import type { Found } from '../database/compare'
import { ownSequence, type Thing } from '../database/read-things'

/**
 * The statement that makes the database match the schema.
 *
 * @param statements Build the whole schema from nothing; one of them creates a missing table.
 */
export function mendOf(difference: Found, statements: readonly string[]): string {
  switch (difference.what) {
    case 'missing':
      return difference.described ? addition(difference.described, statements) : ''
    case 'extra':
      return difference.there ? onlyIfUnwanted + removal(difference.there) : ''
    case 'renamed':
      return renaming(difference)
    case 'differs':
      return change(difference)
  }
}

const tableOf = ({ schema, table }: Thing) => qualifiedName({ schema, name: table })
const inSchema = ({ schema, name }: Thing) => qualifiedName({ schema, name })

function addition(thing: Thing, statements: readonly string[]): string {
  const { kind, name, facts } = thing
  switch (kind) {
    case 'column':
      return `ALTER TABLE ${tableOf(thing)} ADD COLUMN ${quoteName(name)} ${columnWords(facts)};`
    case 'constraint':
      return `ALTER TABLE ${tableOf(thing)} ADD CONSTRAINT ${quoteName(name)} ${facts.definition ?? ''};`
    case 'index':
      return `${(facts.definition ?? '').replace(' INDEX ON ', ` INDEX CONCURRENTLY ${quoteName(name)} ON `)};`
    case 'schema':
      return `CREATE SCHEMA ${quoteName(name)};`
    case 'enum':
      return `CREATE TYPE ${inSchema(thing)} AS ENUM (${facts.values ?? ''});`
    case 'table':
      return wholeTable(statements, inSchema(thing))
    case 'sequence':
      return `CREATE SEQUENCE ${inSchema(thing)} ${facts.definition ?? ''};`
    case 'view':
    case 'materialized view':
      return `CREATE ${kind.toUpperCase()} ${inSchema(thing)} AS ${facts.definition ?? ''}`
    case 'policy':
      return found(statements, `CREATE POLICY ${quoteName(name)} ON ${tableOf(thing)} `)
  }
}

const serials: Readonly<Record<string, string>> = { smallint: 'smallserial', integer: 'serial', bigint: 'bigserial' }

function columnWords(facts: Thing['facts']): string {
  const isSerial = facts.default === ownSequence
  const words = [isSerial ? (serials[facts.type ?? ''] ?? 'serial') : (facts.type ?? '')]
  if (facts.generated !== null && facts.generated !== undefined)
    words.push(`GENERATED ALWAYS AS (${facts.generated}) STORED`)
  if (facts.identity !== null && facts.identity !== undefined)
    words.push(`GENERATED ${facts.identity.toUpperCase()} AS IDENTITY`)
  if (facts.default !== null && facts.default !== undefined && !isSerial) words.push(`DEFAULT ${facts.default}`)
  if (facts.nullable === 'no') words.push('NOT NULL')
  return words.join(' ')
}

/** The statement for a table, with those that complete it afterwards. */
function wholeTable(statements: readonly string[], name: string): string {
  const heads = [`CREATE TABLE ${name} (`, `ALTER TABLE ${name} `]
  const isIndex = (statement: string) => statement.startsWith('CREATE ') && statement.includes(` INDEX `)
  return statements
    .filter(
      (statement) =>
        heads.some((head) => statement.startsWith(head)) || (isIndex(statement) && statement.includes(` ON ${name} `)),
    )
    .join('\n')
}

function found(statements: readonly string[], beginning: string): string {
  return statements.find((statement) => statement.startsWith(beginning)) ?? `${beginning}…`
}

/** An extra object may have been added on purpose, and Drizzle may be unable to express it. */
const onlyIfUnwanted = '/* Only if nothing needs it; otherwise describe it in the code. */ '

function removal(thing: Thing): string {
  if (thing.kind === 'policy') return `DROP POLICY ${quoteName(thing.name)} ON ${tableOf(thing)};`
  const part = thing.kind === 'column' ? 'COLUMN' : 'CONSTRAINT'
  return `ALTER TABLE ${tableOf(thing)} DROP ${part} ${quoteName(thing.name)};`
}

function renaming({ described, there, kind }: Found): string {
  if (!described || !there) return ''
  const to = quoteName(described.name)
  const from = quoteName(there.name)
  if (kind === 'index') return `ALTER INDEX ${inSchema(there)} RENAME TO ${to};`
  if (kind === 'policy') return `ALTER POLICY ${from} ON ${tableOf(there)} RENAME TO ${to};`
  return `ALTER TABLE ${tableOf(there)} RENAME ${kind === 'column' ? 'COLUMN' : 'CONSTRAINT'} ${from} TO ${to};`
}

function change(difference: Found): string {
  const { described, there } = difference
  if (!described || !there) return ''
  if (described.kind === 'column') return columnChange(difference, described)
  if (described.kind === 'constraint' && there.facts.definition === `${described.facts.definition ?? ''} NOT VALID`)
    return `ALTER TABLE ${tableOf(described)} VALIDATE CONSTRAINT ${quoteName(described.name)};`
  if (described.kind === 'constraint') return `${removal(there)} ${addition(described, [])}`
  if (described.kind === 'index') return `DROP INDEX CONCURRENTLY ${inSchema(there)}; ${addition(described, [])}`
  if (described.kind === 'enum') return enumChange(difference, described)
  if (described.kind === 'table')
    return difference.expected === 'enabled'
      ? `ALTER TABLE ${tableOf(described)} ENABLE ROW LEVEL SECURITY;`
      : `${onlyIfUnwanted}ALTER TABLE ${tableOf(described)} DISABLE ROW LEVEL SECURITY;`
  if (described.kind === 'view' || described.kind === 'materialized view')
    return `DROP ${described.kind.toUpperCase()} ${inSchema(there)}; ${addition(described, [])}`
  return `Recreate ${described.kind} ${described.name}.`
}

function columnChange({ fact, expected, found: present }: Found, { name, ...thing }: Thing): string {
  const head = `ALTER TABLE ${tableOf({ ...thing, name })} ALTER COLUMN ${quoteName(name)}`
  const isNone = expected === null || expected === undefined
  const anew = `${removal({ ...thing, name })} ${addition({ ...thing, name }, [])}`
  if (fact === 'type') return `${head} SET DATA TYPE ${expected ?? ''};`
  if (fact === 'nullable') return `${head} ${expected === 'no' ? 'SET' : 'DROP'} NOT NULL;`
  if (fact === 'default' && expected !== ownSequence)
    return isNone ? `${head} DROP DEFAULT;` : `${head} SET DEFAULT ${expected};`
  if (fact === 'identity' && isNone) return `${head} DROP IDENTITY;`
  if (fact === 'identity')
    return `${head} ${present === null ? 'ADD' : 'SET'} GENERATED ${expected?.toUpperCase() ?? ''}${present === null ? ' AS IDENTITY' : ''};`
  return fact === 'generated' && isNone ? `${head} DROP EXPRESSION;` : anew
}

function enumChange({ expected, found: present }: Found, thing: Thing): string {
  const values = (text: string | null | undefined) =>
    [...(text ?? '').matchAll(/'((?:[^']|'')*)'/g)].map((match) => (match[1] ?? '').replaceAll("''", "'"))
  const there = new Set(values(present))
  const wanted = values(expected)
  const added = wanted.filter((value) => !there.has(value))
  if (wanted.length - added.length < there.size)
    return `${thing.name} has values that are not in the code. Add them to the code, or recreate the type.`
  return added
    .map((value) => {
      const next = wanted.slice(wanted.indexOf(value) + 1).find((candidate) => there.has(candidate))
      return `ALTER TYPE ${inSchema(thing)} ADD VALUE ${quoteText(value)}${next === undefined ? '' : ` BEFORE ${quoteText(next)}`};`
    })
    .join(' ')
}

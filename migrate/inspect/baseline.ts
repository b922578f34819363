import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { generateMigration, sqlText, type GenerateOptions } from '../generate/generate'
import { sqlName, unspoken, type WrittenSchema } from './schema-code'
import type { InspectedDatabase, InspectedTable, Leftover } from './shape'
import { canBeMade } from './view-code'

export interface Baseline {
  readonly database: InspectedDatabase
  readonly written: WrittenSchema
}

/**
 * Writes the first migration of an inspected database: the statements that drizzle-kit generates from the schema,
 * combined with those for objects that Drizzle cannot express, so that the folder recreates the same database.
 *
 * @returns Its statements.
 */
export async function writeBaseline(
  options: Pick<GenerateOptions, 'folder' | 'schema' | 'casing'>,
  baseline: Baseline,
): Promise<readonly string[]> {
  const named = { ...options, name: 'baseline' }
  const made = (await generateMigration(named)) ?? (await generateMigration({ ...named, empty: 'sql' }))
  if (!made) return []
  const statements = weave(made.statements, baseline)
  const write = (file: string, text: string) => writeFileSync(path.join(options.folder, file), text)
  write(`${made.name}.sql`, statements.length === 0 ? '-- The database was empty.\n' : sqlText(statements))
  // Reverting it would drop everything that existed before Brolly.
  write(`${made.name}.down.sql`, '-- irreversible: all of this existed before the first migration\n')
  return statements
}

/** Inserts each additional statement where it can run, and views after those that they read. */
function weave(generated: readonly string[], { database, written }: Baseline): string[] {
  const statements = generated.map((statement) => mended(statement, { database, written }).trimEnd())
  const made = new Set(generated.map((statement) => statement.trim()))
  const quiet = database.leftovers.filter(
    ({ what, name }) => unspoken.has(what) && !made.has(`CREATE SCHEMA ${sqlName(name)};`),
  )
  const leftovers = [...quiet, ...written.leftovers]
  const isMade = (table: InspectedTable) => table.kind === 'table' || canBeMade(table, lookUp(database))
  const unmade = new Set(database.tables.filter((table) => !isMade(table)).map((table) => nameOf(table)))
  const inPhase = (phase: Leftover['phase']) =>
    leftovers.filter(
      (leftover) => leftover.phase === phase && !unmade.has(sqlName(leftover.schema, leftover.table ?? '')),
    )
  const inOrder = (phase: Leftover['phase']) =>
    inPhase(phase).flatMap(({ statement }) => (statement ? [`${statement};`] : []))
  const firstTable = statements.findIndex((statement) => statement.startsWith('CREATE TABLE '))
  const start = firstTable === -1 ? statements.findIndex((statement) => isView(statement)) : firstTable
  const types = start === -1 ? statements : statements.slice(0, start)
  const rest = start === -1 ? [] : statements.slice(start)
  const hasFunctions = leftovers.some(({ what }) => what === 'function')
  return [
    ...types,
    // A function may refer to tables that are created later.
    ...(hasFunctions ? ['SET LOCAL check_function_bodies = off;'] : []),
    ...inOrder('before'),
    ...rest.filter((statement) => !isView(statement)).map((statement) => partitioned(statement, inPhase('table'))),
    ...inOrder('after'),
    ...sortedViews(rest.filter(isView), database),
    ...inOrder('last'),
  ]
}

function isView(statement: string): boolean {
  return /^CREATE (?:MATERIALIZED )?VIEW /.test(statement)
}

function lookUp(database: InspectedDatabase): { declares(relation: { schema: string; name: string }): boolean } {
  const known = new Set(database.tables.map((table) => nameOf(table)))
  return { declares: ({ schema, name }) => known.has(sqlName(schema, name)) }
}

function nameOf({ schema, name }: { schema: string; name: string }): string {
  return sqlName(schema, name)
}

/** Fixes statements of drizzle-kit, which does not double the quotes in a name and quotes qualified types. */
function mended(statement: string, { database, written }: Baseline): string {
  const names = database.tables.flatMap((table) => [
    table.schema,
    table.name,
    ...table.columns.map(({ name }) => name),
    ...table.constraints.map(({ name }) => name),
    ...table.indexes.map(({ name }) => name),
  ])
  const odd = names.filter((name) => name.includes('"'))
  const replacements = [
    ...[...new Set(odd)].map((name) => [`"${name}"`, sqlName(name)] as const),
    ...written.customTypes
      .filter((type) => !/^[a-z_][a-z0-9_ ]*$/.test(type))
      .map((type) => [`"${type}"`, type] as const),
  ]
  return replacements.reduce((text, [wrong, right]) => text.replaceAll(wrong, () => right), statement)
}

function partitioned(statement: string, parts: readonly Leftover[]): string {
  const found = parts.find(({ schema, name }) => {
    const plain = schema === 'public' ? sqlName(name) : sqlName(schema, name)
    return statement.startsWith(`CREATE TABLE ${plain} (`)
  })
  return found?.statement ? statement.replace(/\);\s*$/, () => `) ${found.statement};`) : statement
}

function sortedViews(statements: readonly string[], database: InspectedDatabase): string[] {
  const views = database.tables.flatMap((view) => {
    const statement = statements.find(
      (candidate) => /VIEW (.*?) (?:WITH \(|AS \()/s.exec(candidate)?.[1] === nameOf(view),
    )
    return statement === undefined ? [] : [{ view, statement }]
  })
  const sorted: typeof views = []
  const visit = (current: (typeof views)[number]) => {
    if (sorted.includes(current)) return
    const below = views.filter(({ view }) => current.view.reads.some((read) => nameOf(read) === nameOf(view)))
    for (const dependency of below) visit(dependency)
    sorted.push(current)
  }
  for (const view of views) visit(view)
  return sorted.map(({ statement }) => statement)
}

import type { Node } from 'libpg-query'
import type { Connection } from '../database/connection'
import type { Concern } from './concern'
import { countChanged, countValues, readFacts, type TableFacts } from './facts'
import { ruleAdvice, ruleDocs, type Finding } from './finding'
import { parseStatements } from './parse'
import { plainName, quoted, typeNameOf } from './relation'
import { RunState } from './run-state'
import { statementConcerns } from './statement-concerns'

/** The part of a migration to examine, up or down. */
export interface LintedFile {
  readonly statements: readonly string[]
  /** Whether it runs statement by statement. Default false. */
  readonly noTransaction?: boolean
}

/**
 * Reports the effect of each statement of a migration on the running site.
 *
 * @param sql If given, findings include the row count and size of each table, and empty tables are harmless.
 * @returns At least one finding for each statement, in order.
 */
export async function lintMigration(sql: Connection | undefined, file: LintedFile): Promise<Finding[]> {
  const [findings = []] = await lintMigrations(sql, [file])
  return findings
}

/** The same for the files of one run: later files know what earlier ones create or rename. */
export async function lintMigrations(sql: Connection | undefined, files: readonly LintedFile[]): Promise<Finding[][]> {
  const parsed = await Promise.all(files.map(parseFile))
  const names = new Set(
    look(parsed, () => undefined)
      .flat()
      .flatMap(({ old }) => (old === undefined ? [] : [old])),
  )
  const facts = sql ? await readFacts(sql, [...names]) : new Map<string, TableFacts>()
  const seen = look(parsed, (table) => facts.get(table))
  return Promise.all(seen.map((concerns) => Promise.all(concerns.map((concern) => sized(concern, facts, sql)))))
}

interface ParsedFile {
  readonly file: LintedFile
  readonly statements: readonly { text: string; node: Node | undefined; number: number }[]
}

async function parseFile(file: LintedFile): Promise<ParsedFile> {
  const statements = await Promise.all(
    file.statements.map(async (text, index) => {
      const found = await parseStatements(text)
      return (found ?? [{ text, node: undefined }]).map((part) => ({ ...part, number: index + 1 }))
    }),
  )
  return { file, statements: statements.flat() }
}

/** A concern with its position, and the table's name before the run. */
interface Seen {
  readonly concern: Concern
  readonly text: string
  readonly number: number
  readonly old?: string
  readonly oldColumn?: string
}

function look(files: readonly ParsedFile[], facts: (oldTable: string) => TableFacts | undefined): Seen[][] {
  const state = new RunState()
  return files.map(({ file, statements }) => {
    const madeTypes = new Set(statements.flatMap(({ node }) => madeType(node)))
    const seen: Seen[] = []
    for (const { text, node, number } of statements) {
      const concerns = node ? statementConcerns(node, scopeOf(state, madeTypes, facts)) : [notUnderstood]
      for (const concern of concerns) seen.push({ concern, text, number, ...oldNames(concern, state) })
      if (node) state.note(node)
    }
    return file.noTransaction === true ? seen : [...seen, ...manyLocks(seen)]
  })
}

function scopeOf(state: RunState, madeTypes: ReadonlySet<string>, facts: (table: string) => TableFacts | undefined) {
  const { newTables, newColumns, filledColumns, newTypes } = state
  return {
    newTables,
    newColumns,
    filledColumns,
    newTypes,
    madeTypes,
    facts: (table: string) => facts(state.oldTable(table)),
    columnFacts: (table: string, column: string) =>
      facts(state.oldTable(table))?.columns.get(plainName(state.oldColumn(table, quoted(column)))),
  }
}

function oldNames({ table, loses }: Concern, state: RunState): Pick<Seen, 'old' | 'oldColumn'> {
  if (table === undefined || state.newTables.has(table)) return {}
  const old = state.oldTable(table)
  if (typeof loses !== 'object') return { old }
  return { old, oldColumn: state.oldColumn(table, loses.column) }
}

function madeType(node: Node | undefined): string[] {
  return node && 'CreateEnumStmt' in node ? [typeNameOf(node.CreateEnumStmt.typeName)] : []
}

const notUnderstood: Concern = {
  rule: 'lint.not-understood',
  class: 'breaks',
  message: 'PostgreSQL 18 cannot parse it.',
}

/** A lock is held until the transaction ends, so a slow statement blocks every table locked before it. */
function manyLocks(seen: readonly Seen[]): Seen[] {
  const tables = new Set<string>()
  for (const { concern } of seen)
    if (concern.lock === 'AccessExclusiveLock' && concern.table !== undefined) tables.add(concern.table)
  const last = seen.findLast(({ concern }) => concern.lock !== undefined)
  if (tables.size < 2 || !last) return []
  const concern: Concern = {
    rule: 'lint.many-locks',
    class: 'locks',
    message: `Until the transaction ends, reads and writes are blocked on ${[...tables].map(plainName).join(', ')}.`,
  }
  return [{ concern, text: last.text, number: last.number }]
}

async function sized(
  { concern, text, number, old, oldColumn }: Seen,
  facts: ReadonlyMap<string, TableFacts>,
  sql: Connection | undefined,
): Promise<Finding> {
  const known = old === undefined ? undefined : facts.get(old)
  const lost =
    sql && old !== undefined && known ? await countLost(sql, { concern, text, old, oldColumn, known }) : undefined
  const isEmpty = known?.isEstimate === false && known.rows === 0
  const { table, lock, rule, loses } = concern
  const harmless = lost === 0 ? nothingLost(concern) : 'The table is empty.'
  const isHarmless = lost === 0 || (isEmpty && (concern.class === 'locks' || concern.class === 'rewrites'))
  return {
    rule,
    class: isHarmless ? 'safe' : concern.class,
    statement: firstLine(text),
    number,
    ...(table === undefined ? {} : { table: plainName(table) }),
    ...(typeof loses === 'object' ? { column: plainName(loses.column) } : {}),
    ...(lock === undefined ? {} : { lock }),
    ...(known ? { rows: known.rows, isEstimate: known.isEstimate, bytes: known.bytes } : {}),
    ...(lost === undefined ? {} : { lost }),
    message: isHarmless ? harmless : concern.message,
    advice: ruleAdvice[rule],
    docs: ruleDocs(rule),
  }
}

async function countLost(
  sql: Connection,
  {
    concern,
    text,
    old,
    oldColumn,
    known,
  }: { concern: Concern; text: string; old: string; oldColumn: string | undefined; known: TableFacts },
): Promise<number | undefined> {
  if (concern.loses === undefined) return undefined
  if (concern.loses === 'rows' || oldColumn === undefined) return known.isEstimate ? undefined : known.rows
  if (!known.isEstimate && known.rows === 0) return 0
  const { column: newColumn, byConversion } = concern.loses
  const from = byConversion === true ? known.columns.get(plainName(oldColumn))?.written : undefined
  if (from !== undefined) return countChanged(sql, { statement: text, table: old, column: oldColumn, newColumn, from })
  return countValues(sql, old, oldColumn)
}

function nothingLost({ loses }: Concern): string {
  return typeof loses === 'object' && loses.byConversion === true
    ? 'All existing values are unchanged.'
    : 'No data would be lost: it is empty.'
}

function firstLine(text: string): string {
  return (text.split('\n').find((line) => line.trim() !== '' && !line.trim().startsWith('--')) ?? '').trim()
}

import type { Readable } from 'node:stream'
import type { Sql } from 'postgres'
import { AdminError } from '../errors'
import type { Site } from '../site/site'
import { storedTables, quoted, type StoredTable } from '../postgres/data-catalogue'
import { formatName, formatVersion, shownName, type DataHeader, type DataSequence, type DataTable } from './data-format'
import { chosenTables, loosely, tableNamed, type DataChoice } from './data-tables'
import { dependencyOrder } from './dependency-order'
import { nameOf, naturalForms, type NaturalForm } from './natural-keys'

export interface DumpOptions extends DataChoice {
  readonly site: Site
  /** SQL conditions on the rows of a table, by its name. */
  readonly where?: ReadonlyMap<string, string>
  /** Write foreign keys as the other row's unique columns, and leave out surrogate keys. Default false. */
  readonly natural?: boolean
  /** Called when `table` starts, and after `rows` more rows. `about` is the planner's estimate, or -1. */
  readonly onProgress?: (progress: { table: string; rows: number; about: number }) => void
}

/**
 * Writes rows as lines of JSON: a header, then for each table a line that names its columns and one line per row, in an
 * order in which each row comes after those it refers to, then the sequences, and an end. Everything comes from one
 * snapshot, and values are PostgreSQL's own text, so that every type can be restored exactly.
 *
 * Bypasses permissions: it is for operators, who have access to the database anyway. It uses one connection, and memory
 * does not grow with the tables.
 *
 * @throws {AdminError} `INVALID` naming a table that does not exist, before the first line.
 */
export async function* dumpData(sql: Sql, options: DumpOptions): AsyncGenerator<string> {
  // Not the driver's own transaction, which ends with a function and cannot span a generator.
  const tx = await sql.reserve()
  try {
    await tx`begin isolation level repeatable read read only`
    await tx.unsafe(sessionSettings)
    yield* lines(tx, options)
  } finally {
    await tx`rollback`
    tx.release()
  }
}

/** A slow reader must not count as idle, and money is written without a locale's currency. */
export const sessionSettings = `set local idle_in_transaction_session_timeout = 0; set local statement_timeout = 0; set local lc_monetary = 'C'`

async function* lines(tx: Sql, options: DumpOptions): AsyncGenerator<string> {
  const stored = await storedTables(tx)
  const tables = chosenTables(stored, options.site, options)
  const conditions = new Map(
    [...(options.where ?? [])].map(([name, condition]) => [tableNamed(tables, name), condition]),
  )
  const keep = loosely(stored, options.site)
  const natural =
    options.natural === true ? naturalForms(tables, { all: stored, keep }) : new Map<StoredTable, NaturalForm>()
  const parts = inOrder(tables).map((table) => partOf(table, natural.get(table), tables))
  yield line(await headerOf(tx, parts))
  let rows = 0
  for (const part of parts) {
    yield line(part.head)
    const found = copyRows(tx, part, conditions.get(part.table))
    for await (const { text, count } of found) {
      rows += count
      options.onProgress?.({ table: shownName(part.table), rows: count, about: part.table.estimate })
      yield text
    }
  }
  for (const part of parts) for await (const sequence of sequencesOf(tx, part)) yield line(sequence)
  yield line({ end: true, rows })
}

const line = (value: unknown) => `${JSON.stringify(value)}\n`

async function headerOf(tx: Sql, parts: readonly Part[]): Promise<DataHeader> {
  const [about] = await tx<{ database: string; server: string; at: string }[]>`
    select current_database() as database, current_setting('server_version') as server,
      to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at`
  return { format: formatName, version: formatVersion, ...about, tables: parts.map(({ head }) => head) }
}

/** Parents first. In a cycle, a nullable link does not count. */
function inOrder(tables: readonly StoredTable[]): StoredTable[] {
  const byId = new Map(tables.map((table) => [table.id, table]))
  return dependencyOrder(
    tables.map((table) => {
      const optional = new Set(table.columns.filter(({ notNull }) => !notNull).map(({ name }) => name))
      const targets = (wanted: boolean) =>
        table.foreignKeys
          .filter(({ columns }) => columns.some((column) => optional.has(column)) === wanted)
          .flatMap(({ target }) => byId.get(target) ?? [])
      return { item: table, needs: targets(false), wants: targets(true) }
    }),
  )
}

interface Part {
  readonly table: StoredTable
  readonly head: DataTable
  /** The query for its rows. */
  select(condition?: string): string
}

/** What to write for a table, and the query that reads it. */
function partOf(table: StoredTable, natural: NaturalForm | undefined, tables: readonly StoredTable[]): Part {
  const links = natural?.links ?? []
  const linked = new Set(links.flatMap(({ link }) => link.columns))
  const written = table.columns.filter(
    ({ name, generated }) => !generated && !linked.has(name) && !(natural?.key && table.key.includes(name)),
  )
  const values = written.map(({ name, padded }) => asText(`t.${quoted(name)}`, padded))
  const joins = links.map(({ foreignKey, link }, index) => {
    const target = tables.find(({ id }) => id === foreignKey.target) ?? table
    values.push(...link.by.map((name) => asText(`p${index}.${quoted(name)}`, isPadded(target, name))))
    const [from = '', to = ''] = [link.columns[0], target.key[0]]
    return `left join ${rowsOf(target)} p${index} on p${index}.${quoted(to)} = t.${quoted(from)}`
  })
  // Sorted by what is in the file, so that two databases with the same rows produce the same lines.
  const order = (natural?.key ?? table.key).flatMap((name) => {
    const index = links.findIndex(({ link }) => link.columns[0] === name)
    return links[index]?.link.by.map((part) => `p${index}.${quoted(part)}`) ?? [`t.${quoted(name)}`]
  })
  return {
    table,
    head: {
      ...nameOf(table),
      columns: written.map(({ name }) => name),
      ...(links.length > 0 ? { links: links.map(({ link }) => link) } : {}),
      ...(natural?.key ? { key: [...natural.key] } : {}),
    },
    select: (condition) =>
      [
        `select array_to_json(array[${values.join(', ')}]::text[]) from ${rowsOf(table)} t`,
        ...joins,
        // The line end closes a comment at the end of the condition.
        ...(condition === undefined ? [] : [`where (${condition}\n)`]),
        ...(order.length > 0 ? [`order by ${order.join(', ')}`] : []),
      ].join(' '),
  }
}

/**
 * A table that others inherit from also returns their rows, which are written separately. Partitions are written by
 * their parent.
 */
function rowsOf(table: StoredTable): string {
  return table.partitioned ? table.sql : `only ${table.sql}`
}

function isPadded(table: StoredTable, column: string): boolean {
  return table.columns.some(({ name, padded }) => name === column && padded)
}

/** The type's own output function: a plain cast would strip the padding of a `char`. */
function asText(column: string, padded: boolean): string {
  return padded ? `case when ${column} is not null then format('%s', ${column}) end` : `${column}::text`
}

/** Streams rows as the server sends them, one per line; only the backslashes that COPY doubles are reverted. */
async function* copyRows(
  tx: Sql,
  { table, select }: Part,
  condition: string | undefined,
): AsyncGenerator<{ text: string; count: number }> {
  const copy = tx.unsafe(`copy (${select(condition)}) to stdout`)
  const stream = await copy.readable().catch((error: unknown) => {
    if (condition === undefined) throw error
    const message = `The condition on ${shownName(table)} is not valid SQL. Use columns of the table, with the alias "t".`
    throw new AdminError('INVALID', message, { cause: error })
  })
  const decoder = new TextDecoder()
  let rest = ''
  let whole = false
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      const text = rest + decoder.decode(chunk, { stream: true })
      const end = text.lastIndexOf('\n') + 1
      rest = text.slice(end)
      if (end > 0) yield { text: text.slice(0, end).replaceAll('\\\\', '\\'), count: countLines(chunk) }
    }
    whole = true
  } finally {
    if (!whole) await giveUp(copy, stream)
    // The driver pauses its connection if the reader is behind, and fails to resume it at the very end.
    stream._read(0)
  }
}

/** The reader has stopped: cancels the COPY and drains what has already been sent. */
async function giveUp(copy: { cancel(): void }, stream: Readable): Promise<void> {
  if (stream.readableEnded || stream.errored) return
  const over = new Promise<void>((resolve) => stream.once('close', resolve))
  stream.on('error', () => undefined)
  copy.cancel()
  // The abandoned loop releases the stream a moment later.
  setImmediate(() => stream.resume())
  await over
}

function countLines(chunk: Buffer): number {
  let count = 0
  for (let index = chunk.indexOf(10); index !== -1; index = chunk.indexOf(10, index + 1)) count += 1
  return count
}

async function* sequencesOf(tx: Sql, { table, head }: Part): AsyncGenerator<DataSequence> {
  for (const { name, sequence } of table.columns) {
    if (sequence === null || !head.columns.includes(name)) continue
    const [state] = await tx.unsafe<{ value: string; called: boolean }[]>(
      `select last_value::text as value, is_called as called from ${sequence}`,
    )
    if (state) yield { sequence: { ...nameOf(table), column: name }, ...state }
  }
}

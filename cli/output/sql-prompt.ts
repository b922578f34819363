import { createInterface } from 'node:readline/promises'
import postgres from 'postgres'
import { AdminError } from '@/admin/errors'
import type { Terminal } from './terminal'

/** The environment variables from which the programs of libpq read a connection. */
export function connectionVariables(url: string): Record<string, string> {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url)
  const sslmode = searchParams.get('sslmode')
  return {
    PGHOST: decodeURIComponent(searchParams.get('host') ?? hostname),
    PGPORT: port === '' ? '5432' : port,
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: decodeURIComponent(pathname.slice(1)),
    ...(sslmode === null ? {} : { PGSSLMODE: sslmode }),
  }
}

const listTables = `select schemaname as schema, tablename as table from pg_tables
  where schemaname not in ('pg_catalog', 'information_schema') order by 1, 2`

/**
 * A simple SQL prompt: a statement ends with a semicolon at the end of a line, and `\q` quits. With `-c <sql>` among
 * the arguments it runs that and exits. Without a terminal it runs its standard input and stops at the first failure.
 *
 * @returns The exit code.
 */
export async function sqlPrompt(
  url: string,
  { words, terminal }: { words: readonly string[]; terminal: Terminal },
): Promise<number> {
  const sql = postgres(url, { max: 1, onnotice: ({ message }) => terminal.warn(message ?? '') })
  try {
    const [flag, command] = words
    if (words.length > 0) {
      if (flag !== '-c' || command === undefined || words.length > 2)
        throw new AdminError('INVALID', 'The built-in prompt only accepts -c "<sql>".')
      return (await answer(sql, command, terminal)) ? 0 : 1
    }
    return await readStatements(sql, terminal)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

async function readStatements(sql: postgres.Sql, terminal: Terminal): Promise<number> {
  const lines = createInterface({ input: process.stdin, output: terminal.interactive ? process.stdout : undefined })
  const prompt = (text: string) => {
    lines.setPrompt(text)
    if (terminal.interactive) lines.prompt()
  }
  let statement = ''
  prompt('=> ')
  for await (const line of lines) {
    if (statement === '' && line.trim() === String.raw`\q`) break
    statement += `${line}\n`
    const complete = /;\s*$/u.test(statement) || statement.startsWith('\\d') || statement.trim() === ''
    if (!complete) {
      prompt('-> ')
      continue
    }
    const succeeded = statement.trim() === '' || (await answer(sql, statement.trim(), terminal))
    if (!succeeded && !terminal.interactive) return 1
    statement = ''
    prompt('=> ')
  }
  return statement.trim() === '' || (await answer(sql, statement.trim(), terminal)) ? 0 : 1
}

/** Runs a statement and prints the result; returns false if the database rejected it. */
async function answer(sql: postgres.Sql, typed: string, terminal: Terminal): Promise<boolean> {
  try {
    for (const rows of await results(sql, typed)) {
      const names = rows.columns?.map(({ name }) => name) ?? []
      if (names.length === 0) terminal.print(`${rows.command ?? 'OK'} ${rows.count ?? ''}`.trim())
      else for (const line of tableLines(names, [...rows])) terminal.print(line)
    }
    return true
  } catch (error) {
    if (!(error instanceof postgres.PostgresError)) throw error
    // At this prompt the user typed the statement, so the complete message may be shown.
    terminal.warn([`ERROR ${error.code}: ${error.message}`, error.detail, error.hint].filter(Boolean).join('\n'))
    return false
  }
}

type Result = postgres.RowList<postgres.Row[]>

async function results(sql: postgres.Sql, typed: string): Promise<Result[]> {
  const described = /^\\d\s+(\S+?);?$/u.exec(typed)?.[1]
  if (described !== undefined)
    return [
      await sql`select a.attname as column, format_type(a.atttypid, a.atttypmod) as type, case when a.attnotnull then 'not null' else '' end as null,
          coalesce(pg_get_expr(d.adbin, d.adrelid), '') as default
        from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = ${described}::text::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`,
    ]
  const found: unknown = await sql.unsafe(/^\\dt?;?$/u.test(typed) ? listTables : typed).simple()
  // Several statements return a list of results, a single one returns its result.
  const several = Array.isArray(found) && !('columns' in found) && !('command' in found)
  return (several ? found : [found]) as Result[]
}

/** Formats rows as a table with aligned columns. NULL is distinguished from empty text. */
export function tableLines(names: readonly string[], rows: readonly Record<string, unknown>[]): string[] {
  const cells = rows.map((row) => names.map((name) => shown(row[name])))
  const widths = names.map((name, index) => Math.max(name.length, ...cells.map((row) => row[index]?.length ?? 0)))
  const line = (values: readonly string[]) =>
    values
      .map((value, index) => value.padEnd(widths[index] ?? 0))
      .join(' | ')
      .trimEnd()
  const rule = widths.map((width) => '-'.repeat(width)).join('-+-')
  return [line(names), rule, ...cells.map(line), `(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})`]
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean | bigint)
}

import { sql } from 'drizzle-orm'
import { AdminError } from '../errors'
import { dots } from '../fields/mask'
import { secretParameters } from '../fields/secret'
import type { AdminContext } from '../site/context'
import type { RecordedQuery } from './record-queries'
import { systemPath } from '../site/paths'
import * as words from '../words/database'

const longestParameter = 200

/** The queries of a page, for superusers. */
export function queryPanel(ctx: AdminContext, queries: readonly RecordedQuery[]): QueryPanel {
  const times = new Map<string, number>()
  for (const { sql: text } of queries) times.set(text, (times.get(text) ?? 0) + 1)
  return {
    ms: sum(queries),
    queries: queries.map((query, index) => ({
      sql: query.sql,
      parameters: shownParameters(query),
      ms: Math.round(query.ms * 10) / 10,
      rows: query.rows,
      failed: query.failed,
      times: times.get(query.sql) ?? 1,
      planHref: isRead(query.sql) ? systemPath(ctx, `plan/${ctx.requestId}/${index}`) : null,
    })),
  }
}

const sum = (queries: readonly RecordedQuery[]) => Math.round(queries.reduce((all, { ms }) => all + ms, 0) * 10) / 10

function shownParameters({ sql: text, parameters }: RecordedQuery): string[] {
  const secrets = secretParameters(text)
  return parameters.map((value, index) => (secrets.has(index + 1) ? dots : shown(value)))
}

function shown(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? 'null')
  return text.length > longestParameter ? `${text.slice(0, longestParameter)}…` : text
}

/** It reads rows. Settings and locks have no interesting plan, and running a write again would change data. */
const isRead = (text: string) =>
  /^\s*(?:select|with|\()/iu.test(text) &&
  / from /iu.test(text) &&
  !/\b(?:insert into|delete from|update "|for (?:no key )?update)/iu.test(text)

/**
 * Explains a recorded statement: it runs once more, in a read-only transaction that is rolled back.
 *
 * @returns The plan's lines.
 * @throws {AdminError} `FORBIDDEN` unless the actor is a superuser; `INVALID` for a statement that does not read.
 */
export async function planLines(ctx: AdminContext, query: RecordedQuery): Promise<string[]> {
  if (!ctx.actor.isSuperuser) throw new AdminError('FORBIDDEN', words.onlySuperusersSeePlans)
  if (!isRead(query.sql)) throw new AdminError('INVALID', words.onlyReadsHavePlans)
  return ctx.db.transaction(
    async (tx) => {
      const rows = await tx.execute<{ 'QUERY PLAN': string }>(
        sql`explain (analyze, buffers, settings) ${withParameters(query)}`,
      )
      return masked(query, rows.map((row) => row['QUERY PLAN']).join('\n')).split('\n')
    },
    { accessMode: 'read only' },
  )
}

/** A plan contains the compared values. If one of them is a secret, all texts and that number are masked. */
function masked({ sql: text, parameters }: RecordedQuery, plan: string): string {
  const secrets = [...secretParameters(text)].map((number) => String(parameters[number - 1]))
  if (secrets.length === 0) return plan
  const literals = plan.replaceAll(/'(?:[^']|'')*'/gu, `'${dots}'`)
  return literals.replaceAll(/\d+(?:\.\d+)?/gu, (number) => (secrets.includes(number) ? dots : number))
}

/** The text with its values in place of `$1`, to be sent as parameters again. */
function withParameters({ sql: text, parameters }: RecordedQuery) {
  const parts = text.split(/\$(\d+)/u)
  return sql.join(parts.map((part, index) => (index % 2 === 0 ? sql.raw(part) : sql`${parameters[Number(part) - 1]}`)))
}

/** The statements of a page. */
export interface QueryPanel {
  /** The total duration in milliseconds. */
  ms: number
  queries: PanelQuery[]
}

export interface PanelQuery {
  sql: string
  /** As text, truncated if long. */
  parameters: string[]
  ms: number
  /** Null if it failed. */
  rows: number | null
  /** The SQLSTATE of the failure. */
  failed: string | null
  /** How often the page sent this statement. */
  times: number
  /** The URL of its plan; null for a statement that writes. */
  planHref: string | null
}

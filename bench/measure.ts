import { gzipSync } from 'node:zlib'
import type postgres from 'postgres'
import type { Client } from './client'
import type { BenchServer } from './next-server'

export interface Bench {
  readonly server: BenchServer
  readonly client: Client
  readonly sql: postgres.Sql
}

export interface Times {
  readonly median: number
  readonly p95: number
}

export interface Load {
  readonly perSecond: number
  /** Milliseconds of processor time of the server per request. */
  readonly cpu: number
}

/** Milliseconds per call, one at a time, after `warm` calls that do not count. */
export async function times(call: (index: number) => Promise<unknown>, { warm = 20, count = 60 } = {}): Promise<Times> {
  const taken: number[] = []
  for (let index = 0; index < warm + count; index++) {
    const started = performance.now()
    await call(index)
    if (index >= warm) taken.push(performance.now() - started)
  }
  taken.sort((a, b) => a - b)
  const percentile = (share: number) =>
    taken[Math.min(taken.length - 1, Math.floor(taken.length * share))] ?? Number.NaN
  return { median: percentile(0.5), p95: percentile(0.95) }
}

/** The median in milliseconds of each call, which take turns, so that other load affects all of them alike. */
export async function medians(
  calls: readonly (() => Promise<unknown>)[],
  { warm = 5, count = 60 } = {},
): Promise<number[]> {
  const taken = calls.map((): number[] => [])
  for (let round = 0; round < warm + count; round++)
    for (const [at, call] of calls.entries()) {
      const started = performance.now()
      await call()
      if (round >= warm) taken[at]?.push(performance.now() - started)
    }
  return taken.map((times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN)
}

/** Requests a page repeatedly, with several readers at once. */
export async function load(
  { server, client }: Bench,
  address: string,
  { readers = 8, seconds = 5 } = {},
): Promise<Load> {
  let requests = 0
  const started = performance.now()
  const before = server.cpuMs()
  const end = started + seconds * 1000
  const reader = async () => {
    while (performance.now() < end) {
      const { status } = await client.get(address)
      if (status !== 200) throw new Error(`${status} at ${address}`)
      requests++
    }
  }
  await Promise.all(Array.from({ length: readers }, reader))
  const taken = (performance.now() - started) / 1000
  return { perSecond: requests / taken, cpu: (server.cpuMs() - before) / requests }
}

/**
 * The processor time of one page divided by that of another: the median of short alternating rounds, so that other load
 * on the machine affects both alike.
 */
export async function cpuRatio(bench: Bench, address: string, base: string): Promise<number> {
  const ratios: number[] = []
  for (let round = 0; round < 9; round++) {
    const below = await load(bench, base, { seconds: 1.5 })
    const above = await load(bench, address, { seconds: 1.5 })
    ratios.push(above.cpu / below.cpu)
  }
  return ratios.toSorted((a, b) => a - b)[4] ?? Number.NaN
}

const rounds = 5

/**
 * The number of statements that a call sends to the database, except for the session query and the start and end of
 * transactions.
 */
export async function queries({ sql }: Bench, call: () => Promise<unknown>): Promise<number> {
  await sql`select pg_stat_statements_reset()`
  for (let round = 0; round < rounds; round++) await call()
  const [row] = await sql<{ calls: number }[]>`
    select coalesce(sum(calls), 0)::int as calls from pg_stat_statements s
    where s.dbid = (select oid from pg_database where datname = current_database())
      and query !~* '^[[:space:]]*(begin|commit|rollback|select pg_stat_statements_reset)'
      and query !~ 'brolly"?\."?sessions' and query !~ 'pg_catalog.pg_type'`
  return (row?.calls ?? Number.NaN) / rounds
}

export interface Weight {
  /** Bytes of the page, uncompressed and as sent. */
  readonly html: number
  readonly sent: number
  /** Compressed bytes of all scripts and style sheets that the page references. */
  readonly script: number
  readonly style: number
}

/** What a browser loads for a first view of the page. */
export async function weigh({ client }: Bench, address: string): Promise<Weight> {
  const answer = await client.get(address)
  const text = answer.text()
  const named = (ending: string) => [
    ...new Set(text.match(new RegExp(String.raw`/_next/static/[\w./~@-]+\.${ending}\b`, 'g'))),
  ]
  // Browsers that support modules skip the polyfills.
  const legacy = /<script src="([^"?]+)[^>]*nomodule/i.exec(text)?.[1]
  const scripts = named('js').filter((file) => file !== legacy)
  return {
    html: Buffer.byteLength(text),
    sent: answer.body.length,
    script: await packed(client, scripts),
    style: await packed(client, named('css')),
  }
}

async function packed(client: Client, files: readonly string[]): Promise<number> {
  let bytes = 0
  for (const file of files) bytes += gzipSync((await client.get(file)).text()).length
  return bytes
}

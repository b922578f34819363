import type postgres from 'postgres'
import { filledIn } from './client'
import { queries, type Bench, type Times } from './measure'

export interface Saved extends Times {
  readonly cpu: number
  readonly queries: number
  readonly bare: number
}

/** Saves customers one after another, with the form as it was loaded. Only the post is measured. */
export async function measureSave(bench: Bench): Promise<Saved> {
  const { client, server, sql } = bench
  const taken: number[] = []
  let cpu = 0
  let measured = 0
  const save = async (id: number) => {
    const address = `/admin/customers/${id}`
    const form = (await client.page(address)).querySelector('form#record, main form[method], main form')
    if (!form) throw new Error('There is no form.')
    const points = String(
      (Number(form.querySelector('[name="loyalty_points"]')?.getAttribute('value') ?? 0) + 1) % 5000,
    )
    const post = await filledIn(form, { loyalty_points: points })
    const before = server.cpuMs()
    const started = performance.now()
    const answer = await client.post(address, post)
    const ms = performance.now() - started
    if (answer.status !== 303) throw new Error(`A save was answered with ${answer.status}.`)
    return { ms, cpu: server.cpuMs() - before, post }
  }
  for (let index = 0; index < 120; index++) {
    const saved = await save(600_000 + index)
    if (index < 20) continue
    taken.push(saved.ms)
    cpu += saved.cpu
    measured++
  }
  taken.sort((a, b) => a - b)
  const shown = await queries(bench, () => client.page('/admin/customers/700000'))
  let next = 700_100
  const both = await queries(bench, () => save(next++))
  return {
    median: taken[Math.floor(taken.length / 2)] ?? Number.NaN,
    p95: taken[Math.floor(taken.length * 0.95)] ?? Number.NaN,
    cpu: cpu / measured,
    queries: both - shown,
    bare: await bareSave(sql),
  }
}

async function bareSave(sql: postgres.Sql): Promise<number> {
  const taken: number[] = []
  for (let index = 0; index < 60; index++) {
    const started = performance.now()
    await sql`update customers set loyalty_points = (loyalty_points + 1) % 5000 where id = ${800_000 + index}`
    taken.push(performance.now() - started)
  }
  return taken.toSorted((a, b) => a - b)[30] ?? Number.NaN
}

export interface Exported {
  readonly seconds: number
  readonly rows: number
  readonly bytes: number
  /** The server's peak memory in MiB, minus what it used before. */
  readonly memory: number
  readonly cpuSeconds: number
  readonly copySeconds: number
}

/** Downloads the export of the whole table, and compares it with PostgreSQL's own COPY. */
export async function measureExport(
  { client, server, sql }: Bench,
  { address, copy }: { address: string; copy: string },
): Promise<Exported> {
  const before = server.memory()
  let peak = before
  const watch = setInterval(() => (peak = Math.max(peak, server.memory())), 100)
  const cpu = server.cpuMs()
  const started = performance.now()
  const response = await client.open(address)
  if (response.statusCode !== 200) throw new Error(`${response.statusCode} at ${address}`)
  let bytes = 0
  for await (const chunk of response) bytes += chunk.length
  const seconds = (performance.now() - started) / 1000
  clearInterval(watch)
  const copied = performance.now()
  let rows = 0
  for await (const chunk of await sql.unsafe(copy).readable()) rows += lines(chunk)
  const copySeconds = (performance.now() - copied) / 1000
  return { seconds, rows, bytes, memory: peak - before, cpuSeconds: (server.cpuMs() - cpu) / 1000, copySeconds }
}

function lines(chunk: Buffer): number {
  let found = 0
  for (const byte of chunk) if (byte === 10) found++
  return found
}

import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import site from '@/admin.config'
import { type AdminContext, connectDatabase, operatorContext, postList, postUndo, undoPage } from '@/admin/server'
import type { Budget } from './report'

export interface MeasuredPlan {
  readonly rows: number
  /** Seconds. */
  readonly rehearse: number
  readonly carryOut: number
  /** Rehearsed and carried out. */
  readonly undo: number
  /** The same change in one UPDATE with its audit entries, written by hand. */
  readonly bare: number
  /** The growth of the process's memory in MiB, at the highest. */
  readonly memory: number
}

const sizes = [10_000, 100_000]

/** Edits many customers at once, as the list does: rehearsed, carried out, and beside that the bare statement. */
export async function measurePlans(url: string): Promise<MeasuredPlan[]> {
  const client = connectDatabase(url, { max: 2, statementTimeoutMs: 0 })
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    const measured: MeasuredPlan[] = []
    await measurePlan({ ctx: operatorContext(client.db, site), sql, rows: 1_000 })
    for (const rows of sizes) measured.push(await measurePlan({ ctx: operatorContext(client.db, site), sql, rows }))
    return measured
  } finally {
    await sql.unsafe(`delete from brolly.audit_entries where actor_label = 'operator' and "table" = 'customers'`)
    await sql.end({ timeout: 1 })
    await client.close()
  }
}

interface Measuring {
  ctx: AdminContext
  sql: postgres.Sql
  rows: number
}

async function measurePlan({ ctx, sql, rows }: Measuring): Promise<MeasuredPlan> {
  const admin = site.byPath('customers')
  if (!admin) throw new Error('The site has no customers.')
  const entries: [string, string][] = [
    ['~action', '~edit'],
    ['~all', '1'],
    ['~list', `id.lte=${rows}`],
    ['~step', 'review'],
    ['~op.loyalty_points', 'add'],
    ['loyalty_points', '1'],
  ]
  const request = randomUUID()
  const post = (more: [string, string][]) => postList({ ...ctx, requestId: request }, admin, [...entries, ...more])
  const { result: bare } = await timed(() => bareUpdate(sql, rows))
  let seal = ''
  const rehearse = await timed(async () => {
    const answer = await post([])
    if ('href' in answer || answer.confirm?.kind !== 'plan') throw new Error(JSON.stringify(answer))
    seal = answer.confirm.page.seal
  })
  const carried = await timed(async () => {
    const answer = await post([['~seal', seal]])
    if (!('href' in answer)) throw new Error(JSON.stringify(answer))
  })
  const undo = await timed(async () => {
    const page = await undoPage({ ...ctx, requestId: randomUUID() }, request)
    await postUndo({ ...ctx, requestId: randomUUID() }, { requestId: request, entries: [['~seal', page.seal]] })
  })
  return {
    rows,
    undo: undo.seconds,
    rehearse: rehearse.seconds,
    carryOut: carried.seconds,
    bare,
    memory: Math.max(rehearse.memory, carried.memory, undo.memory),
  }
}

/** @returns Seconds. */
async function bareUpdate(sql: postgres.Sql, rows: number): Promise<number> {
  const started = performance.now()
  await sql`
    with before as (select id, loyalty_points from customers where id <= ${rows}),
    written as (
      update customers c set loyalty_points = c.loyalty_points + 1 from before b where c.id = b.id
      returning c.id, c.name, b.loyalty_points as old, c.loyalty_points as new)
    insert into brolly.audit_entries (actor_label, "table", key, label, action, changes, request_id)
    select 'operator', 'customers', id::text, name, 'change',
      jsonb_build_object('loyalty_points', jsonb_build_array(old::text, new::text)), ${randomUUID()}
    from written`
  return (performance.now() - started) / 1000
}

/** Seconds and the growth of memory in MiB, at the highest. */
export async function timed<T>(work: () => Promise<T>): Promise<{ result: T; seconds: number; memory: number }> {
  const before = process.memoryUsage.rss()
  let highest = before
  const watch = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage.rss())
  }, 20)
  const started = performance.now()
  try {
    const result = await work()
    return { result, seconds: (performance.now() - started) / 1000, memory: (highest - before) / 1024 / 1024 }
  } finally {
    clearInterval(watch)
  }
}

export function printPlans(plans: readonly MeasuredPlan[]): void {
  for (const { rows, rehearse, carryOut, undo, bare, memory } of plans)
    console.log(
      `bulk edit of ${rows.toLocaleString('en')} rows: rehearsed in ${rehearse.toFixed(2)} s, carried out in ${carryOut.toFixed(2)} s, bare UPDATE with entries ${bare.toFixed(2)} s (${(carryOut / bare).toFixed(1)} ×), undo with its page ${undo.toFixed(2)} s; memory + ${memory.toFixed(0)} MiB`,
    )
}

export function planBudgets(plans: readonly MeasuredPlan[]): Budget[] {
  return plans.flatMap(({ rows, carryOut, bare, memory }) => [
    { what: `bulk edit of ${rows.toLocaleString('en')} rows, × bare`, value: carryOut / bare, most: 6, unit: '×' },
    ...(rows === 100_000 ? [{ what: 'bulk edit, memory', value: memory, most: 100, unit: 'MiB' }] : []),
  ])
}

import { randomUUID } from 'node:crypto'
import { integer, pgSchema, text } from 'drizzle-orm/pg-core'
import postgres from 'postgres'
import { defineSite } from '@/admin'
import {
  type AdminContext,
  connectDatabase,
  deletePage,
  deleteRecords,
  operatorContext,
  postUndo,
  undoPage,
} from '@/admin/server'
import { timed } from './plans'
import type { Budget } from './report'

/** Seconds, and the growth of the process's memory in MiB, at the highest. */
export interface MeasuredDelete {
  readonly rows: number
  readonly page: number
  readonly remove: number
  /** Rehearsed and carried out. */
  readonly restore: number
  /** One DELETE with the same cascades, without entries. */
  readonly bare: number
  readonly memory: number
  readonly restoreMemory: number
}

const schema = pgSchema('bench_deletes')

/** Of the bench alone: a shop with orders and their items. */
const shops = schema.table('shops', { id: integer('id').primaryKey(), name: text('name').notNull() })
const orders = schema.table('orders', {
  id: integer('id').primaryKey(),
  shopId: integer('shop_id')
    .notNull()
    .references(() => shops.id, { onDelete: 'cascade' }),
  note: text('note'),
})
const items = schema.table('items', {
  id: integer('id').primaryKey(),
  orderId: integer('order_id')
    .notNull()
    .references(() => orders.id, { onDelete: 'cascade' }),
  title: text('title').notNull(),
  amount: integer('amount'),
})

const site = defineSite({ title: 'Bench', schema: { shops, orders, items }, secret: 'bench'.repeat(8) })

/** A delete of one row that takes 30,000 or nearly 100,000 others along, and its undo. */
export async function measureDeletes(url: string): Promise<MeasuredDelete[]> {
  const client = connectDatabase(url, { max: 2, statementTimeoutMs: 0 })
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    const measured: MeasuredDelete[] = []
    const ctx = operatorContext(client.db, site)
    await measureDelete({ ctx, sql, rows: 900 })
    for (const rows of [30_000, 99_000]) measured.push(await measureDelete({ ctx, sql, rows }))
    return measured
  } finally {
    await sql.unsafe(
      `delete from brolly.audit_entries where "table" like 'bench_deletes.%'; drop schema if exists bench_deletes cascade`,
    )
    await sql.end({ timeout: 5 })
    await client.close()
  }
}

/** A third of the rows are orders, the others their items. */
async function fill(sql: postgres.Sql, rows: number): Promise<void> {
  const third = rows / 3
  await sql.unsafe(`drop schema if exists bench_deletes cascade; create schema bench_deletes;
    create table bench_deletes.shops (id int primary key, name text not null);
    create table bench_deletes.orders (id int primary key, shop_id int not null references bench_deletes.shops on delete cascade, note text);
    create table bench_deletes.items (
      id int primary key, order_id int not null references bench_deletes.orders on delete cascade, title text not null, amount int);
    insert into bench_deletes.shops values (1, 'Corner shop'), (2, 'Market');
    insert into bench_deletes.orders select i, 1 + (i > ${third})::int, 'Order ' || i from generate_series(1, ${third * 2}) i;
    insert into bench_deletes.items select i, 1 + i / 2, 'Item ' || i, i % 100 from generate_series(0, ${third * 4 - 1}) i;
    create index on bench_deletes.orders (shop_id); create index on bench_deletes.items (order_id);`)
  await sql.unsafe('analyze bench_deletes.shops, bench_deletes.orders, bench_deletes.items')
}

async function measureDelete({ ctx, sql, rows }: { ctx: AdminContext; sql: postgres.Sql; rows: number }) {
  await fill(sql, rows)
  const admin = site.byPath('bench_deletes.shops')
  if (!admin) throw new Error('The site has no shops.')
  const selection = { kind: 'keys', keys: ['1'] } as const
  const bare = await timed(() =>
    sql.begin(async (tx) => {
      await tx`delete from bench_deletes.shops where id = 1`
      await tx`rollback and chain`
    }),
  )
  const own = { ...ctx, requestId: randomUUID() }
  const page = await timed(() => deletePage(own, admin, selection))
  const remove = await timed(() =>
    deleteRecords(own, admin, { selection, agreed: page.result.total, seal: page.result.seal ?? '' }),
  )
  const restore = await timed(async () => {
    const { seal } = await undoPage({ ...ctx, requestId: randomUUID() }, own.requestId)
    await postUndo({ ...ctx, requestId: randomUUID() }, { requestId: own.requestId, entries: [['~seal', seal]] })
  })
  return {
    rows,
    page: page.seconds,
    remove: remove.seconds,
    restore: restore.seconds,
    bare: bare.seconds,
    memory: Math.max(page.memory, remove.memory),
    restoreMemory: restore.memory,
  }
}

export function printDeletes(deletes: readonly MeasuredDelete[]): void {
  for (const { rows, page, remove, restore, bare, memory, restoreMemory } of deletes)
    console.log(
      `delete with ${rows.toLocaleString('en')} rows along: page ${page.toFixed(2)} s, carried out in ${remove.toFixed(2)} s, bare DELETE without entries ${bare.toFixed(2)} s, restored with its page in ${restore.toFixed(2)} s; memory + ${memory.toFixed(0)} MiB, restored + ${restoreMemory.toFixed(0)} MiB`,
    )
}

export const deleteBudgets = (deletes: readonly MeasuredDelete[]): Budget[] =>
  deletes.slice(-1).flatMap(({ memory, restoreMemory }) => [
    { what: 'delete of 99,000 rows, memory', value: memory, most: 100, unit: 'MiB' },
    { what: 'its undo, memory', value: restoreMemory, most: 100, unit: 'MiB' },
  ])

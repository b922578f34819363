import type { HTMLElement } from 'node-html-parser'
import { filledIn } from './client'
import { queries, type Bench } from './measure'
import type { Result } from './report'

/** The rows of the order that is saved, and how many of them a save changes. */
const [orderRows, touchedRows] = [25, 20]

interface Saving {
  name: string
  address: string
  /** What is typed, from the form as loaded; different each time. */
  typed: (form: HTMLElement, time: number) => Record<string, string>
}

/**
 * Saves of a record with rows of inlines, each compared with what it adds to: the record alone, and one row among a
 * thousand and among fifty thousand.
 */
export async function measureInlineSaves(bench: Bench): Promise<Result[]> {
  const [order] = await bench.sql<{ id: string }[]>`insert into orders (customer_id) values (1) returning id::text`
  const address = `/admin/orders/${order?.id}`
  await bench.sql`
    insert into order_items (order_id, product_id, unit_price)
    select ${order?.id ?? ''}::bigint, n, 5 from generate_series(1, ${orderRows}::int) n`
  const row = (name: string, index: number, time: number): [string, string] => [
    `${name}.${index}.${name === 'reviews' ? 'rating' : 'quantity'}`,
    String(1 + (time % 5)),
  ]
  const savings: Saving[] = [
    { name: 'save, an order alone', address, typed: (_, time) => ({ comment: `Comment ${time}` }) },
    {
      name: `save, an order with ${touchedRows} changed items`,
      address,
      typed: (_, time) =>
        Object.fromEntries(Array.from({ length: touchedRows }, (_item, index) => row('order_items', index, time))),
    },
    ...([2, 1] as const).map((id) => ({
      name: `save, one of ${id === 2 ? '1,000' : '50,000'} rows in an inline`,
      address: `/admin/products/${id}`,
      typed: (_: HTMLElement, time: number) => Object.fromEntries([row('reviews', 0, time)]),
    })),
  ]
  const results: Result[] = []
  for (const saving of savings) results.push(await measureSaving(bench, saving))
  return results
}

async function measureSaving(bench: Bench, { name, address, typed }: Saving): Promise<Result> {
  const { client, server } = bench
  const taken: number[] = []
  let [cpu, time] = [0, 0]
  const save = async () => {
    const form = (await client.page(address)).querySelector('form.record-form')
    if (!form) throw new Error('There is no form.')
    time++
    const post = await filledIn(form, typed(form, time))
    const before = server.cpuMs()
    const started = performance.now()
    const answer = await client.post(address, post)
    const ms = performance.now() - started
    if (answer.status !== 303) throw new Error(`A save was answered with ${answer.status}.`)
    return { ms, cpu: server.cpuMs() - before }
  }
  for (let index = 0; index < 60; index++) {
    const saved = await save()
    if (index < 10) continue
    taken.push(saved.ms)
    cpu += saved.cpu
  }
  taken.sort((a, b) => a - b)
  const shown = await queries(bench, () => client.page(address))
  return {
    name,
    times: {
      median: taken[Math.floor(taken.length / 2)] ?? Number.NaN,
      p95: taken[Math.floor(taken.length * 0.95)] ?? Number.NaN,
    },
    cpu: cpu / taken.length,
    queries: (await queries(bench, save)) - shown,
  }
}

import { expect } from 'vitest'
import { test } from '../testing/kit/site-test'
import { entryRange } from './entry-range'

test('a period is a range of ids, found without reading the log', async ({ as, client }) => {
  await client`insert into brolly.audit_entries (at, actor_label, "table", key, label, action)
    select timestamptz '2026-01-01' + n * interval '1 second', 'x', 'books', '1', 'X', 'change' from generate_series(1, 16000) n`
  const [first] = await client<{ id: string }[]>`select min(id)::text as id from brolly.audit_entries`
  const start = BigInt(first?.id ?? 0)

  const range = await entryRange(as(), { from: '2026-01-01 02:38:20+00', to: '2026-01-01 02:38:30+00' })

  // As much more on both sides as entries of parallel transactions may be out of order.
  expect(range).toEqual({ first: start + 9_499n - 10_000n, last: start + 9_509n + 10_000n })
})

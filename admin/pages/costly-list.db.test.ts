import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'vitest'
import { cancelPlan, draftedList, listPage } from '@/admin/server'
import { adminOf, test } from '../testing/kit/site-test'

test('a filter that no index serves asks before it reads a large table; one with an index does not', async ({
  as,
  client,
}) => {
  await client.unsafe(`analyze books; update pg_class set reltuples = 900000000, relpages = 1 where relname = 'books'`)
  const ctx = as()
  const admin = adminOf(ctx, 'books')

  const asking = await listPage(ctx, admin, [['title.eq', 'Rivers']])
  expect(asking).toMatchObject({ asksToRun: true, rowCount: 0, empty: null, countLabel: 'many rows' })
  expect(asking.notice).toContain('The filter would probably take long')
  const byKey = await listPage(ctx, admin, [['id.eq', '3']])
  expect(byKey).toMatchObject({ asksToRun: false, rowCount: 1, notice: null })
  const parameters = [['title.eq', 'Rivers']] as const
  const run = await draftedList(ctx, admin, { parameters, draft: null, run: 'token' })
  expect(run).toMatchObject({ asksToRun: false, rowCount: 1, notice: null })
})

test('what is run anyway is cancelled in the database, by its own user alone', async ({ as, client }) => {
  const ctx = as()
  const admin = adminOf(ctx, 'books')
  // Loads the statistics, which would wait as well.
  await listPage(ctx, admin, [])
  const held = await client.reserve()
  await held`begin`
  await held`lock table books in access exclusive mode`
  const running = draftedList(ctx, admin, { parameters: [], draft: null, run: 'own' })
  let stopped = false
  for (let attempt = 0; attempt < 100 && !stopped; attempt++) {
    expect(await cancelPlan(as({ id: '00000000-0000-4000-8000-0000000000ff' }), 'own')).toBe(false)
    stopped = await cancelPlan(ctx, 'own')
    if (!stopped) await wait(10)
  }
  await held`rollback`
  held.release()

  expect(stopped).toBe(true)
  expect((await running).notice).toContain('took too long and was stopped')
})

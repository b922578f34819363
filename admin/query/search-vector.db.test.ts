import { customType, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { expect } from 'vitest'
import { listPage } from '@/admin/server'
import { adminOf, siteTest } from '../testing/kit/site-test'
import { listRowsSql } from './list-rows'
import { parseListState } from './list-state'
import { sql } from 'drizzle-orm'

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' })

const papers = pgTable('papers', {
  id: integer('id').primaryKey(),
  title: text('title'),
  words: tsvector('words').generatedAlwaysAs(sql`to_tsvector('english', title)`),
})

const test = siteTest({
  schema: { papers },
  tables: `create table papers (id int primary key, title text, words tsvector generated always as (to_tsvector('english', title)) stored);
    create index on papers using gin (words);`,
  rows: `insert into papers values (1, 'Running rivers'), (2, 'The river ran'), (3, 'Wind'), (5138, null);`,
})

test('a search uses the text search of a table, and the displayed name of a row finds it', async ({ as }) => {
  const ctx = as()
  const found = async (q: string) =>
    (
      await listPage(ctx, adminOf(ctx, 'papers'), [
        ['q', q],
        ['sort', 'id'],
      ])
    ).rows.map(([key]) => key)

  expect(await found('rivers')).toEqual(['1', '2'])
  expect(await found('river -running')).toEqual(['2'])
  expect(await found('river or wind')).toEqual(['1', '2', '3'])
  expect(await found('"river ran"')).toEqual(['2'])
  expect(await found('ind')).toEqual(['3'])
  expect(await found('Paper 5138')).toEqual(['5138'])
  expect(await found('#5138')).toEqual(['5138'])
  expect(await found('paper nothing')).toEqual([])
})

test('on a large table only indexes are searched', async ({ as, client, db }) => {
  await client.unsafe(`analyze papers; update pg_class set reltuples = 2000000 where relname = 'papers'`)
  const ctx = as()
  const admin = adminOf(ctx, 'papers')
  await listPage(ctx, admin, [])
  const state = parseListState(ctx, admin, [['q', 'river']])
  const plan = await db.transaction(async (tx) => {
    await tx.execute(sql`set local enable_seqscan = off`)
    await tx.execute(sql`set local enable_indexscan = off`)
    return tx.execute(sql`explain ${listRowsSql(ctx, admin, state)}`)
  })

  expect(JSON.stringify([...plan])).toContain('Bitmap Index Scan on papers_words_idx')
  expect((await listPage(ctx, admin, [['q', 'river']])).countLabel).toBe('2 of about 2m rows')
})

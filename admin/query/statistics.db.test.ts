import { expect } from 'vitest'
import { integer, pgTable, serial, text } from 'drizzle-orm/pg-core'
import { addPage, listPage } from '@/admin/server'
import { adminOf, siteTest } from '../testing/kit/site-test'

const tickets = pgTable('tickets', {
  id: serial('id').primaryKey(),
  title: text('title').notNull(),
  status: text('status').notNull(),
  story: text('story'),
  legacy: integer('legacy'),
})

const test = siteTest({
  schema: { tickets },
  tables: `create table tickets (id serial primary key, title text not null, story text, legacy int,
      status text not null check (status in ('open', 'won''t fix')));
    comment on column tickets.title is 'What a stranger would call it.';
    create index on tickets (status);
    insert into tickets (title, status, story) select 'T' || n, 'open', repeat('long ', 60) from generate_series(1, 200) n;
    analyze tickets`,
})

test('forms take comments as help, long texts as areas and the values of a CHECK as choices from the database', async ({
  as,
}) => {
  const ctx = as()

  const page = await addPage(ctx, adminOf(ctx, 'tickets'), { list: '', prefill: [] })

  const metas = new Map(page.sections.flatMap(({ fields }) => fields).map(({ meta }) => [meta.name, meta]))
  expect(metas.get('title')).toMatchObject({ kind: 'text', help: 'What a stranger would call it.' })
  expect(metas.get('story')).toMatchObject({ kind: 'longtext', width: 'long' })
  expect(metas.get('status')).toMatchObject({ kind: 'choice', options: [{ value: 'open' }, { value: "won't fix" }] })
})

test('a column without values ranks behind all others', async ({ as }) => {
  const ctx = as()

  const { columns } = await listPage(ctx, adminOf(ctx, 'tickets'), [])

  expect(columns.map(({ name }) => name).at(-1)).toBe('legacy')
})

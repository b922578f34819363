import { sql, type SQL } from 'drizzle-orm'
import { integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import { expect } from 'vitest'
import { addPage, addRecord, changePage, changeRecord, runAction } from '@/admin/server'
import { defineAdmin } from '@/admin'
import { postOf } from '../testing/kit/posts'
import { adminOf, siteTest } from '../testing/kit/site-test'

const pages = pgTable('pages', {
  id: integer('id').primaryKey(),
  title: text('title').notNull(),
  by: text('by')
    .$defaultFn(() => 'begun')
    .$onUpdate(() => 'revised'),
  version: integer('version')
    .notNull()
    .default(1)
    .$onUpdate((): SQL => sql`${pages.version} + 1`),
  at: timestamp('at').$onUpdate(() => sql`timestamp '2020-02-02 00:00' + interval '1 day'`),
})
const test = siteTest({
  schema: { pages },
  tables:
    'create table pages (id int primary key, title text not null, by text, version int not null default 1, at timestamp)',
  rows: "insert into pages values (1, 'One', 'begun', 1, null)",
})
const rename = defineAdmin(pages, {
  actions: [
    {
      name: 'rename',
      label: 'Rename',
      permission: 'change',
      run: async ({ update }) => `${await update({ title: 'By action' })} renamed.`,
    },
  ],
})

test('$defaultFn counts for a new row and $onUpdate for each change, also where they give an expression', async ({
  as,
  client,
}) => {
  const ctx = as({ admins: [rename] })
  const admin = adminOf(ctx, 'pages')
  const stamps = async (id: number) => (await client`select by, version, at::text from pages where id = ${id}`)[0]

  await addRecord(ctx, admin, postOf(await addPage(ctx, admin, { list: '', prefill: [] }), { id: '2', title: 'Two' }))
  expect(await stamps(2)).toEqual({ by: 'begun', version: 1, at: '2020-02-03 00:00:00' })
  const form = postOf(await changePage(ctx, admin, { key: '1', list: '' }), { title: 'First' })
  await changeRecord(ctx, admin, { key: '1', form })
  expect(await stamps(1)).toEqual({ by: 'revised', version: 2, at: '2020-02-03 00:00:00' })
  await runAction(ctx, admin, { name: 'rename', selection: { kind: 'keys', keys: ['2'] } })
  expect(await stamps(2)).toEqual({ by: 'revised', version: 2, at: '2020-02-03 00:00:00' })
})

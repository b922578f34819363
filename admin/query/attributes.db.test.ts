import { customType, integer, pgTable } from 'drizzle-orm/pg-core'
import { expect } from 'vitest'
import { changePage, listPage, postRecord, refusedRecord } from '@/admin/server'
import { fieldsOf, postOf } from '../testing/kit/posts'
import { adminOf, siteTest } from '../testing/kit/site-test'

const of = (name: string) => customType<{ data: string }>({ dataType: () => name })

const pairs = pgTable('pairs', { id: integer('id').primaryKey(), pair: of('three')('pair') })
const spans = pgTable('spans', {
  id: integer('id').primaryKey(),
  span: of('float_span')('span'),
  spans: of('float_spans')('spans'),
})

const test = siteTest({
  schema: { pairs, spans },
  tables: `
    create type three as (a text, b int, c text); create type float_span as range (subtype = float8, multirange_type_name = float_spans);
    create table pairs (id int primary key, pair three); create table spans (id int primary key, span float_span, spans float_spans);`,
  rows: `
    insert into pairs values (1, '(x,,z)'); insert into spans values (1, '[0.5,2)', '{[0.5,2)}'), (2, null, null);`,
})

test('text before the catalogue has been read, and for a moment after the type was changed', async ({ as, client }) => {
  const ctx = as()
  const admin = adminOf(ctx, 'pairs')
  const field = async () => fieldsOf(await changePage(ctx, admin, { key: '1', list: '' })).at(-1)

  expect(admin.table.columns.map(({ type }) => type.kind)).toEqual(['integer', 'fallback'])
  await changePage(ctx, admin, { key: '1', list: '' })
  expect(admin.table.columns.map(({ type }) => type.kind)).toEqual(['integer', 'composite'])
  const page = await changePage(ctx, admin, { key: '1', list: '' })
  await postRecord(ctx, admin, { key: '1', entries: [...postOf(page, { pair: '(b,6,)' })] })
  expect(await client`select pair::text from pairs`).toEqual([{ pair: '(b,6,)' }])

  await client.unsafe(`alter type three add attribute more int`)
  // The stored value does not match the known type: a form of that type would lose a part of it.
  expect(await field()).toMatchObject({ value: '(b,6,,)', text: 'b, 6', meta: { readOnly: true } })
  const later = as()
  const renewed = await changePage(later, adminOf(later, 'pairs'), { key: '1', list: '' })
  expect(fieldsOf(renewed).at(-1)?.meta.parts).toHaveLength(4)
  await client.unsafe(`alter type three drop attribute more`)
})

test('a custom range type is a range, once the catalogue has been read', async ({ as }) => {
  const ctx = as()
  const admin = adminOf(ctx, 'spans')
  const keys = async (filter: [string, string]) =>
    (await listPage(ctx, admin, [filter])).rows.map(([key]) => key).join('')

  expect(await keys(['span.has', '1.5'])).toBe('1')
  expect(await keys(['spans.overlaps', '[1.5,3]'])).toBe('1')
  expect(await keys(['span.null', 'true'])).toBe('2')
  await expect(keys(['span.has', 'x'])).rejects.toMatchObject({ code: 'BAD_QUERY' })
  const page = await changePage(ctx, admin, { key: '1', list: '' })
  const entries = [...postOf(page, { span: '[1,y)' })]
  const error: unknown = await postRecord(ctx, admin, { key: '1', entries }).catch((thrown: unknown) => thrown)
  expect(refusedRecord(error, { entries, message: '', admin, ctx, scripted: true }).errors).toEqual({
    span: 'Enter a number.',
  })
})

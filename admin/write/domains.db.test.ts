import { customType, integer, pgTable } from 'drizzle-orm/pg-core'
import { describe, expect } from 'vitest'
import { addPage, addRecord, AdminError, listPage } from '@/admin/server'
import { fieldsOf, postOf } from '../testing/kit/posts'
import { adminOf, siteTest } from '../testing/kit/site-test'

type Told = { data: string; config: { base: string; values?: string[]; required?: boolean; default?: string } }
const domain = (name: string) => customType<Told>({ dataType: () => name })

const photos = pgTable('photos', {
  id: integer('id').primaryKey(),
  title: domain('headline')('title', { base: 'varchar(20)', required: true }),
  mood: domain('temper')('mood', { base: 'mood', values: ['sad', 'ok'] }),
  stars: domain('stars')('stars', { base: 'integer', default: '3' }),
  tags: domain('tags')('tags', { base: 'text[]' }),
  span: domain('span')('span', { base: 'int4range' }),
  notes: domain('caption')('notes', { base: 'varchar(20)' }).array(),
})

const test = siteTest({
  schema: { photos },
  tables: `
    create domain caption as varchar(20) check (value <> 'bad'); create domain headline as caption not null;
    create type mood as enum ('sad', 'ok'); create domain temper as mood;
    create domain stars as integer default 3 check (value <= 5); create domain tags as text[]; create domain span as int4range;
    create table photos (id int primary key, title headline, mood temper, stars stars, tags tags, span span, notes caption[]);`,
  rows: `insert into photos values (1, 'Harbour', 'ok', 4, '{sea}', '[1,5)', '{one}'), (2, 'Alley', 'sad', 2, '{town}', null, null);`,
})

describe('a domain is its base type', () => {
  test('label, search, sort and filters', async ({ as }) => {
    const ctx = as()
    const keys = async (parameters: [string, string][]) =>
      (await listPage(ctx, adminOf(ctx, 'photos'), parameters)).rows.map(([key]) => key).join('')

    expect(adminOf(ctx, 'photos').table.columns.map(({ type }) => type.kind)).toEqual([
      'integer',
      'text',
      'choice',
      'integer',
      'array',
      'range',
      'array',
    ])
    expect(adminOf(ctx, 'photos').label).toMatchObject({ kind: 'columns', columns: [{ name: 'title' }] })
    expect(await keys([['q', 'harb']])).toBe('1')
    expect(await keys([['sort', 'title']])).toBe('21')
    expect(await keys([['stars.gte', '3']])).toBe('1')
    expect(await keys([['mood.eq', 'sad']])).toBe('2')
    expect(await keys([['span.has', '4']])).toBe('1')
    expect(await keys([['span.overlaps', '[5,9)']])).toBe('')
    await expect(keys([['span.overlaps', '[9,5)']])).rejects.toMatchObject({ code: 'BAD_QUERY' })
  })

  test('its constraints are known to the form and reported at the field', async ({ as, client }) => {
    const ctx = as()
    const admin = adminOf(ctx, 'photos')
    const page = await addPage(ctx, admin, { list: '', prefill: [] })
    const add = (typed: Record<string, string>) =>
      addRecord(ctx, admin, postOf(page, { id: '3', title: 'New', ...typed })).then(
        () => null,
        (error: unknown) => (error instanceof AdminError ? error.fields : error),
      )

    expect(admin.table.columns.filter(({ notNull }) => notNull).map(({ name }) => name)).toEqual(['id', 'title'])
    expect(fieldsOf(page).map(({ meta }) => meta)).toContainEqual(
      expect.objectContaining({ label: 'Title', rules: expect.objectContaining({ maxLength: 20 }) }),
    )
    expect(Object.values((await add({ title: 'bad' })) ?? {})).toEqual([
      expect.stringContaining('This violates a rule'),
    ])
    expect(Object.values((await add({ stars: '6' })) ?? {})).toEqual([
      'This violates a rule of the database: the value ≤ 5.',
    ])
    expect(await add({ span: '[9,5)' })).toEqual({})
    expect(await add({ mood: 'ok' })).toBeNull()
    expect([...(await client`select title, mood, stars from photos where id = 3`)]).toEqual([
      { title: 'New', mood: 'ok', stars: 3 },
    ])
  })
})

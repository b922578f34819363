import { customType, integer, pgTable, text, type PgColumnBuilderBase } from 'drizzle-orm/pg-core'
import { describe, expect } from 'vitest'
import { z } from 'zod'
import { defineAdmin, defineFieldType, defineSite, type ColumnModel, type FieldType } from '@/admin'
import { addPage, addRecord, changePage, exportCsv, historyPage, listPage, neighbourBlocks } from '@/admin/server'
import { fieldMeta } from './meta'
import { checkDeclarations } from '../check/declarations'
import { refusal } from '../testing/kit/inlines'
import { authors, books, librarySchema } from '../testing/kit/library'
import { fieldsOf, postOf } from '../testing/kit/posts'
import { adminOf, test, type Asking } from '../testing/kit/site-test'
import { textOf } from '../testing/kit/streams'
import { change } from '../testing/kit/undo'
import { bulkFields } from '../write/plan/bulk-form'

const int4range = customType<{ data: string }>({ dataType: () => 'int4range' })
const utc = { timeZone: 'UTC', locale: 'en', now: new Date(0) }

/** A column of this type in a table of its own. */
function columnOf(value: PgColumnBuilderBase, type: FieldType): ColumnModel {
  const table = pgTable('things', { id: integer('id').primaryKey(), value })
  const admins = [defineAdmin(table, { form: { fields: { value: { type } } } })]
  const column = defineSite({ title: 'Tests', schema: { table }, admins }).byPath('things')?.table.columns[1]
  if (!column) throw new Error('The table has no column.')
  return column
}

/** Copies as a tally: three are `|||`. */
const tally = defineFieldType({
  name: 'tally',
  over: 'integer',
  view: 'library/fields/tally',
  schema: () =>
    z
      .string()
      .regex(/^\|*$/u, 'Only strokes.')
      .transform((text) => String(text.length)),
  toForm: (value) => '|'.repeat(Number(value)),
  toCell: (value) => `${value} strokes`,
  toText: (value) => '|'.repeat(Number(value)),
  align: 'left',
  meta: () => ({ placeholder: '|||' }),
})
const asking: Asking = { admins: [defineAdmin(books, { form: { fields: { copies: { type: tally } } } })] }

describe('a field type of the project', () => {
  test('reads and writes a form, and what it refuses is told at the field', async ({ as, client }) => {
    const ctx = as(asking)
    const admin = adminOf(ctx, 'books')
    await change(ctx, ['books', '1'], { copies: '||||' })
    expect(await client`select copies from books where id = 1`).toEqual([{ copies: 4 }])
    const page = await changePage(ctx, admin, { key: '1', list: '' })
    expect(fieldsOf(page).find(({ meta }) => meta.name === 'copies')).toMatchObject({
      value: '||||',
      // The checks of an integer would refuse the strokes in the browser.
      meta: { kind: 'integer', view: 'library/fields/tally', placeholder: '|||', rules: {} },
    })
    const form = postOf(await addPage(ctx, admin, { list: '', prefill: [] }), {
      title: 'New',
      slug: 'new',
      copies: '5',
    })
    expect((await refusal(addRecord(ctx, admin, form))).fields).toEqual({ copies: 'Only strokes.' })
  })

  test('is shown, filtered and sorted in a list, exported, and named in the history', async ({ as, client }) => {
    const ctx = as(asking)
    const admin = adminOf(ctx, 'books')
    await change(ctx, ['books', '1'], { copies: '||||' })
    await client`update books set copies = 2 where id <> 1`
    const list = await listPage(ctx, admin, [
      ['columns', 'title,copies'],
      ['copies.gte', '|||'],
      ['sort', '-copies'],
    ])
    expect(list.rows.map((row) => row[3])).toEqual(['4 strokes'])
    expect(list.columns[1]).toMatchObject({ kind: 'integer', view: 'library/fields/tally', align: 'left' })
    expect(
      (
        await textOf(
          exportCsv(ctx, admin, [
            ['columns', 'copies'],
            ['sort', '-copies'],
          ]),
        )
      ).split('\r\n')[1],
    ).toBe('||||')
    const [entry] = (await historyPage(ctx, admin, { key: '1', before: null })).entries
    expect(entry?.changes[0]).toMatchObject({ label: 'Copies', after: '||||' })
    expect(bulkFields(ctx, admin).find(({ name }) => name === 'copies')?.operations).toEqual(['set'])
  })

  test('is drawn beside a record that the rows refer to', async ({ as }) => {
    const ctx = as({
      admins: [
        defineAdmin(books, { form: { fields: { copies: { type: tally } } } }),
        defineAdmin(authors, { record: { neighbours: [{ of: books, columns: ['copies'] }] } }),
      ],
    })
    const { blocks } = await neighbourBlocks(ctx, adminOf(ctx, 'authors'), { key: '1' })
    expect(blocks[0]?.columns).toContainEqual(
      expect.objectContaining({ label: 'Copies', view: 'library/fields/tally' }),
    )
  })

  test('belongs to the columns that it matches, unless they are declared otherwise', () => {
    const matching = defineFieldType({ name: 'tally', over: 'integer', matches: ({ name }) => name === 'copies' })
    const site = defineSite({ title: 'Tests', schema: librarySchema, fieldTypes: [matching] })
    const typeIn = (path: string, key: string) =>
      site.schema.tables.find((table) => table.path === path)?.columns.find((column) => column.key === key)?.type.name
    expect(typeIn('books', 'copies')).toBe('tally')
    expect(typeIn('books', 'price')).toBeUndefined()
  })

  test('masks a secret all the same', () => {
    const site = defineSite({
      title: 'Tests',
      schema: librarySchema,
      admins: [defineAdmin(books, { secrets: { copies: true }, form: { fields: { copies: { type: tally } } } })],
    })
    expect(site.byPath('books')?.table.columns.find(({ key }) => key === 'copies')?.type.kind).toBe('secret')
  })

  test('over a range has one input for its own text, and bounds of the usual type', () => {
    const hours = defineFieldType({ name: 'hours', over: 'range', toForm: (value) => value.slice(1, -1) })
    const column = columnOf(int4range('value'), hours)
    expect(column.type.composed).toBe(false)
    expect(fieldMeta(column, { mode: 'change' })).not.toHaveProperty('parts')
    expect(column.type.schema(column, utc).parse('[1,5)')).toBe('["1","5")')
  })

  test('over a list or a choice reads its elements by their usual type', () => {
    const list = columnOf(integer('value').array(), defineFieldType({ name: 'list', over: 'array' }))
    expect(list.type.schema(list, utc).parse('1\n2')).toBe('{"1","2"}')
    const mood = columnOf(text('value', { enum: ['sad', 'ok'] }), defineFieldType({ name: 'mood', over: 'choice' }))
    expect(mood.type.schema(mood, utc).parse('ok')).toBe('ok')
  })

  test('for another kind of column is found by the check', () => {
    const problems = checkDeclarations(
      defineSite({
        title: 'Tests',
        schema: librarySchema,
        admins: [defineAdmin(books, { form: { fields: { title: { type: tally } } } })],
      }),
    )
    expect(problems).toMatchObject([
      { id: 'brolly.E036', where: 'books: form.fields.title.type', message: expect.stringContaining("'tally'") },
    ])
  })

  test.for(['../secret', 'shop/rating.view.tsx', '', '/etc/passwd'])('cannot be drawn by the file %j', (view) => {
    expect(() => defineFieldType({ name: 'tally', over: 'integer', view })).toThrow('cannot be the view')
  })
})

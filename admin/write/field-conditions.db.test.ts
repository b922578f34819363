import { describe, expect } from 'vitest'
import { defineAdmin, defineInline } from '@/admin'
import { addPage, addRecord, changePage, changeRecord, formConditions } from '@/admin/server'
import { refusal, saveRecord } from '../testing/kit/inlines'
import { authors, books } from '../testing/kit/library'
import { fieldsOf, postOf } from '../testing/kit/posts'
import { adminOf, test, type Asking } from '../testing/kit/site-test'
import type { AdminContext } from '../site/context'
import type { WriteValues } from './parse-values'

const booksAdmin = defineAdmin(books, {
  form: {
    fields: {
      subtitle: { required: true, visible: { when: { status: ['on shelf', 'lost'] } } },
      // Follows a field that may be hidden itself.
      notes: { visible: ({ values }) => values.subtitle === 'A novel' },
      copies: { readOnly: { when: { status: 'lost' } } },
    },
  },
})
const asking: Asking = { admins: [booksAdmin] }

const stored = async ({ db }: AdminContext, id = 1) =>
  (await db.execute<WriteValues>(`select subtitle, notes, copies::text, status::text from books where id = ${id}`))[0]

const set = (ctx: AdminContext, values: string) => ctx.db.execute(`update books set ${values} where id = 1`)

const hiddenOn = async (ctx: AdminContext) => {
  const page = await changePage(ctx, adminOf(ctx, 'books'), { key: '1', list: '' })
  return fieldsOf(page).flatMap(({ meta }) => (meta.visible?.met === false ? [meta.name] : []))
}

describe('a field that depends on others', () => {
  test('is drawn with what a browser needs to follow them', async ({ as }) => {
    const ctx = as(asking)
    await set(ctx, `status = 'lost', subtitle = 'A novel'`)
    const page = await changePage(ctx, adminOf(ctx, 'books'), { key: '1', list: '' })
    const metas = new Map(fieldsOf(page).map(({ meta }) => [meta.name, meta]))
    expect(metas.get('subtitle')?.visible).toEqual({
      met: true,
      note: 'Only used if Status is on shelf or lost.',
      terms: [{ name: 'status', values: ['on shelf', 'lost'] }],
    })
    expect(metas.get('notes')?.visible).toMatchObject({ met: true, terms: null })
    expect(metas.get('copies')?.locked?.met).toBe(true)
    expect(page.conditions).toEqual({ href: '/admin/-/api/conditions/books?row=1', follows: ['subtitle'] })
  })

  test('keeps its value where it is hidden or locked by what is posted, and is not required there', async ({ as }) => {
    const ctx = as(asking)
    await set(ctx, `status = 'on shelf', subtitle = 'A novel', notes = 'Old', copies = 3`)
    await saveRecord(ctx, ['books', '1'], { status: 'ordered', subtitle: '', copies: '4' })
    expect(await stored(ctx)).toEqual({ status: 'ordered', subtitle: 'A novel', notes: 'Old', copies: '4' })
    await saveRecord(ctx, ['books', '1'], { status: 'lost', subtitle: 'Another', notes: 'New', copies: '5' })
    // Its subtitle is no longer that of a novel, so that there are no notes.
    expect(await stored(ctx)).toEqual({ status: 'lost', subtitle: 'Another', notes: 'Old', copies: '4' })
  })

  test('is required where what is posted makes it part of the form', async ({ as }) => {
    const ctx = as(asking)
    await set(ctx, `status = 'ordered', subtitle = null`)
    expect(await hiddenOn(ctx)).toEqual(['subtitle', 'notes'])
    for (const subtitle of ['', null]) {
      const problem = await refusal(saveRecord(ctx, ['books', '1'], { status: 'lost', subtitle }))
      expect(problem.fields).toEqual({ subtitle: 'Required.' })
    }
  })

  test('a field typed in a hidden one does not count for others', async ({ as }) => {
    const ctx = as(asking)
    await set(ctx, `status = 'ordered', subtitle = null, notes = 'Old'`)
    await saveRecord(ctx, ['books', '1'], { subtitle: 'A novel', notes: 'New', title: 'Kept' })
    expect(await stored(ctx)).toMatchObject({ subtitle: null, notes: 'Old' })
    const typed = (values: object) => new Map(Object.entries(values) as [string, string][])
    const ask = (values: object) => formConditions(ctx, adminOf(ctx, 'books'), { row: '1', typed: typed(values) })
    expect(await ask({ subtitle: 'A novel' })).toEqual({
      hidden: ['subtitle', 'notes'],
      locked: [],
      follows: ['subtitle'],
    })
    expect(await ask({ status: 'lost', subtitle: 'A novel' })).toMatchObject({ hidden: [], locked: ['copies'] })
  })

  test('of a row to add takes part as soon as it is visible', async ({ as }) => {
    const ctx = as(asking)
    const admin = adminOf(ctx, 'books')
    const post = async (typed: Record<string, string | null>) => {
      const page = await addPage(ctx, admin, { list: '', prefill: [] })
      return addRecord(ctx, admin, postOf(page, { title: 'New', author_id: '1', branch_id: null, ...typed }))
    }
    const { key } = await post({ status: 'ordered', subtitle: 'Ignored', notes: 'Ignored' })
    expect(await stored(ctx, Number(key))).toMatchObject({ subtitle: null, notes: null })
    expect((await refusal(post({ status: 'lost', subtitle: '' }))).fields).toEqual({ subtitle: 'Required.' })
  })

  test('is decided in the rows of inlines by the values of the row', async ({ as }) => {
    const ctx = as({ admins: [booksAdmin, defineAdmin(authors, { form: { inlines: [defineInline(books)] } })] })
    await set(ctx, `status = 'lost', copies = 3, author_id = 1`)
    await saveRecord(ctx, ['authors', '1'], { 'books.0.copies': '9', 'books.0.title': 'Moved' })
    expect(await stored(ctx)).toMatchObject({ copies: '3' })
    const [book] = await ctx.db.execute<WriteValues>('select title from books where id = 1')
    expect(book).toEqual({ title: 'Moved' })
  })

  test('says nothing about a column that the actor may not view', async ({ as }) => {
    const fields = { subtitle: { visible: { when: { isbn: 'secret-1' } } } }
    const permissions = { fields: { isbn: { view: () => false } } }
    const ctx = as({ admins: [defineAdmin(books, { form: { fields }, permissions })] })
    const page = await changePage(ctx, adminOf(ctx, 'books'), { key: '1', list: '' })

    expect(fieldsOf(page).find(({ meta }) => meta.name === 'subtitle')?.meta.visible?.met).toBe(false)
    expect(JSON.stringify(page)).not.toMatch(/isbn|secret-1/iu)
  })

  test('whose condition fails cannot be changed', async ({ as }) => {
    const fail = (): boolean => {
      throw new Error('unthinkable')
    }
    const ctx = as({ admins: [defineAdmin(books, { form: { fields: { notes: { visible: fail } } } })] })
    const admin = adminOf(ctx, 'books')
    const page = await changePage(ctx, admin, { key: '1', list: '' })
    const before = await stored(ctx)
    await changeRecord(ctx, admin, { key: '1', form: postOf(page, { notes: 'Typed' }) })
    expect(await stored(ctx)).toEqual(before)
  })
})

import { eq, ne } from 'drizzle-orm'
import { expect, describe } from 'vitest'
import { addPage, changePage, changeRecord, listPage, neighbourBlocks, postRecord } from '@/admin/server'
import { defineAdmin } from '@/admin'
import { authors, books, branches, loans, notices, tags } from '../testing/kit/library'
import { postOf } from '../testing/kit/posts'
import { adminOf, test } from '../testing/kit/site-test'
import { queryParameters } from '../site/paths'
import type { AdminContext } from '../site/context'

/** Of the record at `books/1`. */
async function blocksOf(ctx: AdminContext, record: string, ways?: string[]) {
  const [table = '', key = ''] = record.split('/')
  return (await neighbourBlocks(ctx, adminOf(ctx, table), { key, ways })).blocks
}

const told = (blocks: Awaited<ReturnType<typeof blocksOf>>) =>
  blocks.map(({ label, count, rows }) => `${label} ${count}: ${rows.map((row) => row.label).join(', ')}`)

describe('rows that refer to a record', () => {
  test('is counted and shown, the newest first; a join table by the rows on its other side', async ({ as }) => {
    const ctx = as()

    expect(told(await blocksOf(ctx, 'books/1'))).toEqual(['Tags 2: Science, Addition', 'Loans 2: #1, a/1, #1, '])
    expect(told(await blocksOf(ctx, 'books/4'))).toEqual(['Tags 0: ', 'Loans 0: '])
    expect(told(await blocksOf(ctx, 'tags/sci'))).toEqual(['Books 2: Rivers, Engines'])
    expect(told(await blocksOf(ctx, 'members/00000000-0000-4000-8000-000000000001'))).toEqual([
      'Loans 1: Engines',
      'Members as brought by 1: Noor',
    ])
  })

  test('links to the rows, to the list of all, and to the form to add one, which returns', async ({ as, client }) => {
    const ctx = as()
    const [tag, loan] = await blocksOf(ctx, 'books/1')

    expect(tag?.rows[0]?.href).toBe('/admin/tags/sci')
    expect(loan?.rows[0]?.href).toBe('/admin/loans/1,a~2F1?list=book_id.eq%3D1')
    expect(loan).toMatchObject({ href: '/admin/loans?book_id.eq=1', words: '2 loans' })
    const list = await listPage(ctx, adminOf(ctx, 'loans'), queryParameters('book_id.eq=1'))
    expect(list.exactCount).toBe(loan?.exact)

    expect(loan?.addHref).toBe('/admin/loans/add?book_id=1&%7Eback=%2Fadmin%2Fbooks%2F1')
    const page = await addPage(ctx, adminOf(ctx, 'loans'), {
      list: '',
      prefill: [['book_id', '1']],
      back: '/admin/books/1',
    })
    expect(JSON.parse(page.base)).toMatchObject({ book_id: '1' })
    const form = postOf(page, { copy: 'c' })
    const saved = await postRecord(ctx, adminOf(ctx, 'loans'), {
      key: null,
      entries: [...form, ['~back', '/admin/books/1']],
    })
    expect(saved.href).toBe('/admin/books/1')
    expect(await client`select copy from loans where book_id = 1 and copy = 'c'`).toHaveLength(1)
  })

  test.for(['https://evil.example/admin/books/1', '//evil.example', '/admin/-/logout', '/login', 'books/1'])(
    'a form does not return to %s',
    async (back, { as }) => {
      const ctx = as()
      const page = await addPage(ctx, adminOf(ctx, 'branches'), { list: '', prefill: [], back })
      const form = postOf(page, { name: 'East' })
      const saved = await postRecord(ctx, adminOf(ctx, 'branches'), { key: null, entries: [...form, ['~back', back]] })

      expect([page.backHref, saved.href]).toEqual([null, '/admin/branches'])
    },
  )

  test('ends with the last three changes of the record', async ({ as }) => {
    const ctx = as()
    for (const name of ['Ann', 'Anna', 'Anne', 'Annie']) {
      const form = postOf(await changePage(ctx, adminOf(ctx, 'authors'), { key: '1', list: '' }), { name })
      await changeRecord(ctx, adminOf(ctx, 'authors'), { key: '1', form })
    }

    const { changes } = await neighbourBlocks(ctx, adminOf(ctx, 'authors'), { key: '1' })

    expect(changes.map(({ actor, columns }) => [actor, ...columns])).toEqual(
      Array.from({ length: 3 }, () => ['tester@example.org', 'Name']),
    )
  })
})

describe('declared neighbours', () => {
  const declare = (neighbours: NonNullable<Parameters<typeof defineAdmin<typeof books, unknown[]>>[1]>['record']) =>
    defineAdmin(books, { record: neighbours })

  test('are shown as declared: which, in what order, with which columns, and one more', async ({ as }) => {
    const admins = [
      defineAdmin(authors, {
        record: {
          neighbours: [
            { of: notices, on: { text: 'name' } },
            { of: books, columns: ['isbn', 'branch.name'], limit: 1 },
          ],
        },
      }),
    ]
    const ctx = as({ admins })

    const [notice, book] = await blocksOf(ctx, 'authors/1')

    expect(notice).toMatchObject({ label: 'Notices', count: '0' })
    expect(book?.columns.map(({ label }) => label)).toEqual(['ISBN', 'Branch'])
    expect(book).toMatchObject({
      count: '2',
      rows: [{ label: 'Numbers', cells: ['222', ['North', '/admin/branches/1']] }],
    })
  })

  test('may be a function of the record, take all others, or be none', async ({ as }) => {
    const byRecord = declare({ neighbours: ({ record }) => (record?.status === 'lost' ? ['loans'] : ['loans', '*']) })
    const ctx = as({ admins: [byRecord] })
    const none = as({ admins: [declare({ neighbours: false })] })
    const labels = async (key: string) => (await blocksOf(ctx, `books/${key}`)).map(({ label }) => label)

    expect([await labels('3'), await labels('1')]).toEqual([['Loans'], ['Loans', 'Tags']])
    expect((await changePage(none, adminOf(none, 'books'), { key: '1', list: '' })).neighbours).toBeNull()
    expect(await blocksOf(none, 'books/1')).toEqual([])
  })
})

describe('for a user who may not view everything', () => {
  test('a hidden table has no block, even if requested by name', async ({ as }) => {
    const ctx = as({ grants: ['books.view', 'tags.view'] })

    expect(await blocksOf(ctx, 'books/1')).toEqual([])
    expect(await blocksOf(ctx, 'books/1', ['loans', 'book_tags'])).toEqual([])
    const page = await changePage(ctx, adminOf(ctx, 'books'), { key: '1', list: '' })
    expect(page.neighbours?.links).toEqual([])
  })

  test('nor has a way over a column that is hidden on either side', async ({ as }) => {
    const hidden = { view: () => false }
    const ctx = as({
      admins: [
        defineAdmin(books, { permissions: { fields: { authorId: hidden } } }),
        defineAdmin(branches, {
          record: { neighbours: [{ of: notices, on: { text: 'name' } }, '*'] },
          permissions: { fields: { name: hidden } },
        }),
      ],
    })

    expect(await blocksOf(ctx, 'authors/1')).toEqual([])
    expect((await blocksOf(ctx, 'branches/1')).map(({ label }) => label)).toEqual(['Books', 'Members'])
  })

  test('rows outside of the rules are neither shown nor counted, and hidden columns are no cells', async ({ as }) => {
    const ctx = as({
      admins: [
        defineAdmin(books, {
          record: { neighbours: [{ of: loans, columns: ['due'] }, 'book_tags'] },
          permissions: { view: (_, table) => ne(table.status, 'lost'), fields: { isRare: { view: () => false } } },
        }),
        defineAdmin(loans, {
          permissions: { view: (_, table) => eq(table.copy, 'a/1'), fields: { due: { view: () => false } } },
        }),
        defineAdmin(tags, { permissions: { view: (_, table) => ne(table.code, 'sci') } }),
        defineAdmin(branches, { record: { neighbours: [{ of: books, columns: ['isRare', 'title'] }] } }),
      ],
    })

    const [loan, tag] = await blocksOf(ctx, 'books/1')

    expect(loan).toMatchObject({ count: '1', columns: [], rows: [{ label: '#1, a/1', cells: [] }] })
    expect(tag).toMatchObject({ count: '1', rows: [{ label: 'Addition' }] })
    expect((await blocksOf(ctx, 'branches/2'))[0]).toMatchObject({
      count: '1',
      rows: [{ label: 'Winds', cells: ['Winds'] }],
    })
    await expect(blocksOf(ctx, 'books/3')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('a join table whose other side is hidden is a table like any other', async ({ as }) => {
    const ctx = as({ grants: ['books.view', 'book_tags.view'] })

    expect(told(await blocksOf(ctx, 'books/1'))).toEqual(['Book tags 2: sci, add'])
  })

  test('without permission to add there is no link to do so', async ({ as }) => {
    const ctx = as({ grants: ['members.view', 'loans.view'] })

    const blocks = await blocksOf(ctx, 'members/00000000-0000-4000-8000-000000000001')

    expect(blocks.map(({ addHref }) => addHref)).toEqual([null, null])
  })
})

import { eq } from 'drizzle-orm'
import { describe, expect, vi } from 'vitest'
import { AdminError, defineAdmin, type AdminOptions, type RecordTab } from '@/admin'
import { changePage, postRecord, tabPage } from '@/admin/server'
import { books } from '../testing/kit/library'
import { postOf } from '../testing/kit/posts'
import { adminOf, test } from '../testing/kit/site-test'
import type { AdminContext } from '../site/context'

const page: RecordTab<typeof books>['page'] = async () => ({ default: () => null })
const open = (ctx: AdminContext, key = '1') => changePage(ctx, adminOf(ctx, 'books'), { key, list: 'q=x' })
const tab = (ctx: AdminContext, name: string, key = '1') =>
  tabPage(ctx, adminOf(ctx, 'books'), { key, name, list: 'q=x' })

describe('tools of a record', () => {
  test('F266: are links built from the row, for rows that have them', async ({ as }) => {
    const declared = defineAdmin(books, {
      record: {
        tools: [
          { label: (row) => `Find ${row.title}`, href: (row) => `/find/${row.title}?q=ä b#x`, newTab: true },
          { label: 'Only lost ones', href: '/lost', when: (row) => row.status === 'lost' },
          { label: 'None', href: () => null },
          { label: 'For the desk', href: 'https://example.org/', when: (_, { actor }) => actor.in('desk') },
        ],
      },
    })
    expect((await open(as({ admins: [declared] }))).links).toEqual([
      { label: 'Find Engines', href: '/find/Engines?q=%C3%A4%20b#x', newTab: true },
    ])
    expect((await open(as({ admins: [declared], groups: ['desk'] }))).links).toHaveLength(2)
  })

  test('DJ-214: lead only to paths and HTTP URLs, and reveal nothing hidden', async ({ as }) => {
    const hrefs = [
      'javascript:alert(1)',
      '//evil.example',
      '/\\evil.example',
      '/.//evil.example',
      'data:,x',
      'shelf',
      '',
    ]
    const declared = defineAdmin(books, {
      url: () => '/\\evil.example',
      record: {
        tools: [
          ...hrefs.map((href) => ({ label: 'x', href })),
          { label: 'Price', href: (row) => `/price/${row.price}` },
        ],
      },
      permissions: { fields: { price: { view: () => false } } },
    })

    expect((await open(as({ admins: [declared] }))).links).toEqual([{ label: 'Price', href: '/price/null' }])
    const priced = defineAdmin(books, {
      url: (row) => `/books/${row.id}/${row.price}`,
      permissions: { fields: { price: { view: () => false } } },
    })
    expect((await open(as({ admins: [priced] }))).links).toEqual([{ label: 'View on site', href: '/books/1/null' }])
  })
})

describe('tabs of a record', () => {
  const declared = (load = page, permissions: AdminOptions<typeof books>['permissions'] = {}) =>
    defineAdmin(books, {
      record: {
        tabs: [
          { name: 'slip', label: (row) => `Slip of ${row.title}`, page: load },
          { name: 'edit', label: 'Edit', permission: 'change', page: load },
          { name: 'lost', label: 'Lost', when: (row) => row.status === 'lost', page: load },
          { name: 'history', label: 'Not this one', page: load },
        ],
      },
      permissions,
    })

  test('F266: are linked from the record, and receive the row', async ({ as }) => {
    const ctx = as({ admins: [declared()] })
    const tabs = [
      { name: 'slip', label: 'Slip of Engines', href: '/admin/books/1/slip?list=q%3Dx' },
      { name: 'edit', label: 'Edit', href: '/admin/books/1/edit?list=q%3Dx' },
    ]
    expect((await open(ctx)).tabs).toEqual(tabs)
    const found = await tab(ctx, 'slip')
    expect(found.page).toEqual({
      title: 'Engines',
      label: 'Slip of Engines',
      name: 'slip',
      tabs,
      recordHref: '/admin/books/1?list=q%3Dx',
    })
    expect(found.props).toMatchObject({ row: { title: 'Engines', id: '1' }, rowKey: '1', label: 'Engines' })
    expect((await found.load()).default).toBeTypeOf('function')
  })

  test('SEC-049 SEC-047: a row or a tab that one may not open is refused before the user’s code runs', async ({
    as,
  }) => {
    const load = vi.fn(page)
    const rules = {
      view: (_: unknown, table: typeof books) => eq(table.id, 1n),
      fields: { price: { view: () => false } },
    }
    const ctx = as({ admins: [declared(load, rules)], grants: ['books.view'] })

    await expect(tab(ctx, 'slip', '2')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(tab(ctx, 'slip', '1,2')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    for (const name of ['lost', 'history', 'nothing', '__proto__'])
      await expect(tab(ctx, name)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(tab(ctx, 'edit')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect((await open(ctx)).tabs.map(({ name }) => name)).toEqual(['slip'])
    const { row } = (await tab(ctx, 'slip')).props as { row: Record<string, string | null> }
    expect([row.price, row.accessToken]).toEqual([null, '••••••'])
    expect(load).not.toHaveBeenCalled()
  })
})

describe('the page after saving', () => {
  type Declared = NonNullable<AdminOptions<typeof books>['form']>['afterSave']
  const saved = async (
    as: (given: object) => AdminContext,
    afterSave: Declared,
    given: Record<string, string> = {},
  ) => {
    const ctx = as({ admins: [defineAdmin(books, { form: { afterSave, keep: ['status'] } })] })
    const form = postOf(await open(ctx), { notes: 'Noted' })
    const entries = [...[...form].filter(([name]) => name !== '~then'), ...Object.entries(given)]
    return (await postRecord(ctx, adminOf(ctx, 'books'), { key: '1', entries })).href
  }

  test.for<[Declared, string]>([
    [undefined, '/admin/books?q=x'],
    ['list', '/admin/books?q=x'],
    ['record', '/admin/books/1?list=q%3Dx'],
    ['add', '/admin/books/add?list=q%3Dx&status=on%20shelf'],
    [(row) => (row.notes === 'Noted' ? '/admin/books/1/slip' : null), '/admin/books/1/slip'],
    [() => 'record', '/admin/books/1?list=q%3Dx'],
    [() => null, '/admin/books?q=x'],
    [() => '//evil.example' as '/', '/admin/books?q=x'],
    [() => '/\\evil.example', '/admin/books?q=x'],
    [() => 'https://evil.example' as '/', '/admin/books?q=x'],
    [
      () => {
        throw new AdminError('INVALID', 'Not for the user.')
      },
      '/admin/books?q=x',
    ],
  ])('F256: %o leads to %s', async ([declared, href], { as }) => {
    expect(await saved(as, declared, { '~list': 'q=x' })).toBe(href)
  })

  test('is that of the button, and that of the record from which the form was opened', async ({ as }) => {
    const declared = () => '/elsewhere' as const
    expect(await saved(as, declared, { '~then': 'continue' })).toBe('/admin/books/1')
    expect(await saved(as, declared, { '~back': '/admin/authors/1' })).toBe('/admin/authors/1')
    expect(await saved(as, undefined, { '~then': '/elsewhere' })).toBe('/admin/books')
  })

  test('a function that fails is logged, and the row is saved', async ({ as, client }) => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const href = await saved(as, () => {
      throw new Error('no such page')
    })
    expect(href).toBe('/admin/books')
    expect(log).toHaveBeenCalledWith('brolly: form.afterSave of books failed', expect.any(Error))
    expect(await client`select notes from books where id = 1`).toEqual([{ notes: 'Noted' }])
    log.mockRestore()
  })
})

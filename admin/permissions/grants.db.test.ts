import { describe, expect } from 'vitest'
import {
  addPage,
  addRecord,
  changePage,
  changeRecord,
  deletePage,
  deleteRecords,
  exportCsv,
  historyPage,
  listPage,
} from '@/admin/server'
import { postOf } from '../testing/kit/posts'
import { adminOf, test } from '../testing/kit/site-test'
import type { AdminContext } from '../site/context'
import { AdminError } from '../errors'

const key = { key: '2', list: '' }
const one = { kind: 'keys', keys: ['2'] } as const

/** What each permission must allow, and nothing else. */
const opened: Record<string, readonly string[]> = {
  '': [],
  view: ['list', 'view', 'history'],
  export: [],
  'view,export': ['list', 'export', 'view', 'history'],
  add: ['add form', 'add'],
  change: ['list', 'view', 'history', 'change'],
  delete: ['delete preview', 'delete'],
  'view,add': ['list', 'view', 'history', 'add form', 'add'],
  'view,delete': ['list', 'view', 'history', 'delete preview', 'delete'],
}

const attempts: Record<string, (ctx: AdminContext, full: AdminContext) => Promise<unknown>> = {
  list: (ctx) => listPage(ctx, adminOf(ctx, 'books'), []),
  export: async (ctx) => exportCsv(ctx, adminOf(ctx, 'books'), []),
  view: (ctx) => changePage(ctx, adminOf(ctx, 'books'), key),
  history: (ctx) => historyPage(ctx, adminOf(ctx, 'books'), { key: '2', before: null }),
  'add form': (ctx) => addPage(ctx, adminOf(ctx, 'books'), { list: '', prefill: [] }),
  add: async (ctx, full) =>
    addRecord(
      ctx,
      adminOf(ctx, 'books'),
      postOf(await addPage(full, adminOf(full, 'books'), { list: '', prefill: [] }), { title: 'New', slug: 'new' }),
    ),
  change: async (ctx, full) =>
    changeRecord(ctx, adminOf(ctx, 'books'), {
      key: '2',
      form: postOf(await changePage(full, adminOf(full, 'books'), key), { title: 'Changed' }),
    }),
  'delete preview': (ctx) => deletePage(ctx, adminOf(ctx, 'books'), one),
  delete: (ctx) => deleteRecords(ctx, adminOf(ctx, 'books'), { selection: one, agreed: 1 }),
}

describe.each(Object.keys(opened))('DJ-021 DJ-025 DJ-027 DJ-028 DJ-031 SEC-046: with the permissions “%s”', (verbs) => {
  test.for(Object.keys(attempts))('%s', async (attempt, { as, client }) => {
    const ctx = as({ grants: verbs === '' ? [] : verbs.split(',').map((verb) => `books.${verb}`) })
    const before = await client`select * from books order by id`

    const outcome = await attempts[attempt]?.(ctx, as()).then(
      () => 'done',
      (error: unknown) => (error instanceof AdminError ? error.code : error),
    )

    const writes = ['add', 'change', 'delete'].includes(attempt)
    expect(outcome).toBe(opened[verbs]?.includes(attempt) ? 'done' : 'FORBIDDEN')
    expect(await client`select * from books order by id`).toSatisfy(
      (after) => (JSON.stringify(after) !== JSON.stringify(before)) === (writes && outcome === 'done'),
    )
  })
})

test('DJ-022: a user who may only add is not offered the list, and one who may only view is offered no button', async ({
  as,
}) => {
  const adding = as({ grants: ['books.add'] })
  const viewing = as({ grants: ['books.view'] })

  expect((await addPage(adding, adminOf(adding, 'books'), { list: '', prefill: [] })).can).toMatchObject({
    list: false,
    change: false,
  })
  expect(await changePage(viewing, adminOf(viewing, 'books'), key)).toMatchObject({
    mode: 'view',
    can: { save: false, add: false, change: false, delete: false },
    deleteHref: null,
    base: '{}',
  })
  expect(await listPage(viewing, adminOf(viewing, 'books'), [])).toMatchObject({ addHref: null, actions: [] })
})

test('DJ-024: the add page tells a user who may add and view, but not change, about it', async ({ as }) => {
  const ctx = as({ grants: ['books.add', 'books.view'] })

  expect((await addPage(ctx, adminOf(ctx, 'books'), { list: '', prefill: [] })).can).toEqual({
    save: true,
    add: true,
    change: false,
    delete: false,
    list: true,
  })
})

test('DJ-041: a picker links to the target’s add page only with permission to add there', async ({ as }) => {
  const pickerOf = async (grants: string[]) => {
    const ctx = as({ grants: ['books.add', ...grants] })
    const page = await addPage(ctx, adminOf(ctx, 'books'), { list: '', prefill: [] })
    return page.sections.flatMap(({ fields }) => fields).find(({ meta }) => meta.name === 'author_id')?.meta.relation
  }

  expect(await pickerOf([])).toBeUndefined()
  expect(await pickerOf(['authors.view'])).toMatchObject({ addHref: null, openHref: '/admin/authors/{key}' })
  expect(await pickerOf(['authors.view', 'authors.add'])).toMatchObject({ addHref: '/admin/authors/add' })
})

test('a grant of one table’s name opens no table of the same name in another schema', async ({ as }) => {
  const ctx = as({ grants: ['users.view', 'users.change'] })

  await expect(listPage(ctx, adminOf(ctx, 'brolly.users'), [])).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

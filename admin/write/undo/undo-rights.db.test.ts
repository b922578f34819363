import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { defineAdmin } from '@/admin'
import type { AdminContext } from '../../site/context'
import { undoPage } from '../../pages/undo-page'
import { refusal } from '../../testing/kit/inlines'
import { authors, books, branches, members } from '../../testing/kit/library'
import { test } from '../../testing/kit/site-test'
import { add, brief, change, remove, request, somebodyElse, undo } from '../../testing/kit/undo'
import { rehearseUndo } from './undo'

describe('the rights of who undoes', () => {
  test('SEC-095: are those of the opposite change, per row and column', async ({ as, client }) => {
    const id = await change(as(), ['books', '1'], { title: 'Renamed', notes: 'Private' })
    const reader = as({ grants: ['books.view'] })
    expect(brief(await rehearseUndo(request(reader), id)).steps[0]?.problem).toBe(
      'You do not have permission to change it.',
    )
    const own = [defineAdmin(books, { permissions: { change: (_, table) => eq(table.branchId, 2) } })]
    const elsewhere = as({ admins: own, grants: ['books.view', 'books.change'] })
    expect(brief(await rehearseUndo(request(elsewhere), id)).steps[0]?.problem).toBe(
      'You do not have permission to change it.',
    )
    const field = [
      defineAdmin(books, { permissions: { fields: { notes: { view: () => false, change: () => false } } } }),
    ]
    const narrow = as({ admins: field, grants: ['books.view', 'books.change'] })
    await undo(narrow, id)
    expect(await client`select title, notes from books where id = 1`).toEqual([{ title: 'Engines', notes: 'Private' }])
  })

  test('nothing is known of rows that may not be viewed', async ({ as }) => {
    const ctx = as()
    const id = await remove(ctx, 'branches', '1')
    const blind = as({ grants: ['authors.view', 'authors.change'] })
    expect((await refusal(rehearseUndo(request(blind), id))).code).toBe('NOT_FOUND')
    const some = as({ grants: ['branches.view', 'branches.add'] })
    const { steps, hidden } = await rehearseUndo(request(some), id)
    expect(steps.map(({ admin }) => admin.path)).toEqual(['branches'])
    expect(hidden).toBeGreaterThan(4)
    const rules = [defineAdmin(branches, { permissions: { view: (_, table) => eq(table.name, 'South') } })]
    const southern = somebodyElse(as({ admins: rules, grants: ['branches.view', 'branches.add'] }))
    expect((await refusal(rehearseUndo(request(southern), id))).code).toBe('NOT_FOUND')
  })

  test('the options that a form offers do not limit what a row had before', async ({ as, client }) => {
    const limited = [
      defineAdmin(books, {
        form: { fields: { author: { of: authors, where: (_, table) => eq(table.name, 'Bo Chen') } } },
      }),
    ]
    const ctx = as({ admins: limited })
    const id = await change(ctx, ['books', '1'], { author_id: '2' })
    await undo(ctx, id)
    expect(await client`select author_id from books where id = 1`).toEqual([{ author_id: 1 }])
  })

  test('hooks and rules of the database hold', async ({ as, client }) => {
    const guarded = [
      defineAdmin(authors, {
        hooks: {
          beforeSave: ({ values }) => {
            if (values.name === 'Ada Byron') throw new Error('not this name')
          },
        },
      }),
    ]
    const ctx = as()
    const id = await change(ctx, ['authors', '1'], { name: 'Ada Lovelace' })
    await expect(rehearseUndo(request(as({ admins: guarded })), id)).rejects.toThrow('not this name')
    expect(await client`select name from authors where id = 1`).toEqual([{ name: 'Ada Lovelace' }])
  })

  test('the page names a row by what this user may see of it now, and contains nothing else', async ({ as }) => {
    const ctx = as()
    const id = await remove(ctx, 'authors', await addedAuthor(ctx))
    const rules = { fields: { name: { view: () => false }, email: { view: () => false } } }
    const narrow = as({
      admins: [defineAdmin(authors, { permissions: rules })],
      grants: ['authors.view', 'authors.add'],
    })
    const page = await undoPage(request(narrow), id)
    expect(page.groups[0]?.rows[0]?.label).toMatch(/^#\d+$/u)
    expect(JSON.stringify(page)).not.toMatch(/Hidden|hidden@/u)
    // No hash of hidden values, which could be guessed.
    expect(page.seal).toMatch(/^--/u)
  })

  test('a row that a delete cleared, and that is gone by now, is not known from it', async ({ as, client }) => {
    const rules = defineAdmin(members, { permissions: { view: (_, table) => eq(table.name, 'Mia') } })
    const ctx = as({ admins: [rules] })
    await client`delete from loans`
    const id = await remove(ctx, 'members', '00000000-0000-4000-8000-000000000001')
    await client`delete from members where name = 'Noor'`
    expect(JSON.stringify(await undoPage(request(ctx), id))).not.toMatch(/Noor|0002/u)
  })

  test('a row is only restored for who may view it then', async ({ as, client }) => {
    const ctx = as()
    const id = await remove(ctx, 'members', '00000000-0000-4000-8000-000000000002')
    const rules = defineAdmin(members, { permissions: { view: (_, table) => eq(table.name, 'Mia') } })
    const { steps } = await rehearseUndo(request(as({ admins: [rules] })), id)
    expect(steps[0]?.problem).toMatch(/You do not have permission to add/u)
    expect(await client`select 1 from members where name = 'Noor'`).toHaveLength(0)
  })

  test('what no change is called is not found', async ({ as }) => {
    for (const id of ['', 'a\0b', '\ud800', '../x', "'; --", '%00', 'x'.repeat(100_000)])
      expect((await refusal(rehearseUndo(as(), id))).code).toBe('NOT_FOUND')
  })
})

async function addedAuthor(ctx: AdminContext): Promise<string> {
  const [, key] = await add(ctx, 'authors', { name: 'Hidden', email: 'hidden@example.org' })
  return key
}

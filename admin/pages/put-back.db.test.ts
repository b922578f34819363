import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { defineAdmin } from '@/admin'
import { historyPage, neighbourBlocks, pastRowPage, postPutBack, putBackPage } from '@/admin/server'
import type { AdminContext } from '../site/context'
import { refusal } from '../testing/kit/inlines'
import { books } from '../testing/kit/library'
import { adminOf, test } from '../testing/kit/site-test'
import { add, change, remove, request } from '../testing/kit/undo'

const history = (ctx: AdminContext, key: string, more: { column?: string; user?: string } = {}) =>
  historyPage(ctx, adminOf(ctx, 'books'), { key, before: null, ...more })

interface Wanted {
  key: string
  id: string
  columns: string[]
}

/** Rehearses, and does what was shown. */
async function putBack(ctx: AdminContext, wanted: Wanted) {
  const page = await putBackPage(request(ctx), adminOf(ctx, 'books'), wanted)
  await postPutBack(request(ctx), adminOf(ctx, 'books'), { wanted, entries: [['~seal', page.seal]] })
  return page
}

const idOf = async (ctx: AdminContext, key: string, index: number) => (await history(ctx, key)).entries[index]?.id ?? ''

describe('one column is put back', () => {
  test('B04: over whatever it has now; the other columns stay', async ({ as, client }) => {
    const ctx = as()
    await change(ctx, ['books', '1'], { title: 'Motors', notes: 'Read' })
    const id = await idOf(ctx, '1', 0)
    await change(ctx, ['books', '1'], { title: 'Turbines' })
    await client`update books set title = 'Written elsewhere' where id = 1`
    const page = await putBack(ctx, { key: '1', id, columns: ['title'] })
    expect(page).toMatchObject({ title: 'Put back Title of Written elsewhere', button: 'Put back' })
    expect(page.groups[0]?.rows[0]?.changes).toEqual([{ label: 'Title', from: 'Written elsewhere', to: 'Engines' }])
    expect(await client`select title, notes from books where id = 1`).toEqual([{ title: 'Engines', notes: 'Read' }])
  })

  test('is offered where it would change something, and the actor may', async ({ as }) => {
    const ctx = as()
    await change(ctx, ['books', '1'], { title: 'Motors', copies: '7' })
    await change(ctx, ['books', '1'], { copies: '1' })
    const offers = async (by: AdminContext) =>
      (await history(by, '1')).entries.map(({ changes }) =>
        changes.filter(({ putBackHref }) => putBackHref !== undefined).map(({ label }) => label),
      )
    const id = await idOf(ctx, '1', 1)
    expect((await offers(ctx)).slice(0, 2)).toEqual([['Copies'], ['Title']])
    expect((await offers(as({ grants: ['books.view'] }))).flat()).toEqual([])
    const narrow = [defineAdmin(books, { permissions: { fields: { title: { change: () => false } } } })]
    expect((await offers(as({ admins: narrow })))[1]).toEqual([])
    const beside = await neighbourBlocks(ctx, adminOf(ctx, 'books'), { key: '1' })
    expect(beside.changes.map(({ putBackHref }) => putBackHref).slice(0, 2)).toEqual([
      `/admin/books/1/history/${BigInt(id) + 1n}/put-back?column=copies`,
      `/admin/books/1/history/${id}/put-back?column=title`,
    ])
  })

  test('is refused for what the actor may not read, and with another seal', async ({ as, client }) => {
    const ctx = as()
    await change(ctx, ['books', '1'], { title: 'Motors', branch_id: '2' })
    const id = await idOf(ctx, '1', 0)
    const code = async (by: AdminContext, wanted: Partial<Wanted> = {}) =>
      (await refusal(putBackPage(by, adminOf(by, 'books'), { key: '1', id, columns: ['title'], ...wanted }))).code
    for (const wanted of [{ columns: ['access_token'] }, { columns: ['none'] }, { key: '2' }, { id: 'x' }, { id: '9' }])
      expect(await code(ctx, wanted)).toBe('NOT_FOUND')
    const hidden = [defineAdmin(books, { permissions: { fields: { title: { view: () => false } } } })]
    expect(await code(as({ admins: hidden }))).toBe('NOT_FOUND')
    // The row came to this branch with this change: what it had before is not theirs to know.
    const rules = [defineAdmin(books, { permissions: { view: (_, t) => eq(t.branchId, 2) } })]
    expect(await code(as({ admins: rules, grants: ['books.view', 'books.change'] }))).toBe('NOT_FOUND')
    const wanted = { key: '1', id, columns: ['title'] }
    const { seal } = await putBackPage(request(ctx), adminOf(ctx, 'books'), wanted)
    await client`update books set title = 'Moved on' where id = 1`
    const answer = await postPutBack(request(ctx), adminOf(ctx, 'books'), { wanted, entries: [['~seal', seal]] })
    expect(answer).toMatchObject({ notice: expect.stringContaining('have changed since you looked') })
    expect(await client`select title from books where id = 1`).toEqual([{ title: 'Moved on' }])
  })
})

describe('the row as it was', () => {
  test('is shown beside what is different now, and put back as a whole', async ({ as, client }) => {
    const ctx = as()
    await change(ctx, ['books', '1'], { title: 'Motors', author_id: '2', copies: '5' })
    const id = await idOf(ctx, '1', 0)
    await change(ctx, ['books', '1'], { title: 'Turbines', notes: 'New' })
    await change(ctx, ['books', '1'], { title: 'Wheels', author_id: '1' })
    const page = await pastRowPage(ctx, adminOf(ctx, 'books'), { key: '1', id })
    const field = (label: string) => page.fields.find((one) => one.label === label)
    expect(field('Title')).toMatchObject({ then: 'Motors', now: 'Wheels', differs: true })
    expect(field('Copies')).toMatchObject({ then: '5', now: null, differs: false })
    expect(field('Notes')).toMatchObject({ then: 'first', now: 'New', differs: true })
    expect(field('Access token')?.then).not.toContain('CANARY')
    expect(page.putBackHref).toBe(`/admin/books/1/history/${id}/put-back`)
    await putBack(ctx, { key: '1', id, columns: [] })
    expect(await client`select title, author_id, copies, notes from books where id = 1`).toEqual([
      { title: 'Motors', author_id: 2, copies: 5, notes: 'first' },
    ])
    expect((await pastRowPage(ctx, adminOf(ctx, 'books'), { key: '1', id })).putBackHref).toBe(null)
  })

  test('a deleted row is restored as it was at a moment', async ({ as, client }) => {
    const ctx = as()
    const [, key] = await add(ctx, 'books', { title: 'First', slug: 'first', copies: '3' })
    const added = await idOf(ctx, key, 0)
    await change(ctx, ['books', key], { title: 'Second', notes: 'Later' })
    await remove(ctx, 'books', key)
    const last = await pastRowPage(ctx, adminOf(ctx, 'books'), { key, id: await idOf(ctx, key, 0) })
    expect(last.fields.find(({ label }) => label === 'Title')?.then).toBe('Second')
    expect(last.sentence).toBe('Before it was deleted by tester@example.org')
    await putBack(ctx, { key, id: added, columns: [] })
    expect(await client`select title, copies, notes from books where id = ${key}`).toEqual([
      { title: 'First', copies: 3, notes: null },
    ])
  })
})

test('the history is limited to a column and a user', async ({ as }) => {
  const ctx = as({ email: 'ada@example.org' })
  await change(ctx, ['books', '1'], { title: 'Motors' })
  await change(as({ email: 'bob@example.org' }), ['books', '1'], { copies: '9' })
  const seen = async (by: AdminContext, more: { column?: string; user?: string }) =>
    (await history(by, '1', more)).entries.map(({ actor }) => actor)
  for (const rules of [{}, { permissions: { view: (_: unknown, t: typeof books) => eq(t.branchId, 1) } }]) {
    const by = as({ admins: [defineAdmin(books, rules)], grants: ['books.view'] })
    expect(await seen(by, { column: 'copies' })).toEqual(['bob@example.org'])
    expect(await seen(by, { user: 'ada@example.org' })).toEqual(['ada@example.org'])
    expect(await seen(by, { user: 'ada@example.org', column: 'copies' })).toEqual([])
  }
  expect((await refusal(history(ctx, '1', { column: 'access_token' }))).code).toBe('NOT_FOUND')
})

test('what differs within a long text is marked', async ({ as }) => {
  const ctx = as()
  const words = Array.from({ length: 400 }, (_, index) => `word${index}`)
  await change(ctx, ['books', '1'], { notes: words.join(' ') })
  await change(ctx, ['books', '1'], { notes: words.with(200, 'other').join(' ') })
  const [entry] = (await history(ctx, '1')).entries
  expect(entry?.changes[0]?.parts?.map(({ kind, text }) => [kind, text.trim().split(' ').length < 20])).toEqual([
    ['gap', true],
    ['same', true],
    ['removed', true],
    ['added', true],
    ['same', true],
    ['gap', true],
  ])
  expect(entry?.changes[0]?.parts?.[2]?.text).toBe('word200')
})

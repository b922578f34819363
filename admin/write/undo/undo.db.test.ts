import { describe, expect } from 'vitest'
import { defineAdmin } from '@/admin'
import { listPage } from '@/admin/server'
import { AdminError } from '../../errors'
import type { AdminContext } from '../../site/context'
import { auditLines } from '../../testing/kit/audit-lines'
import { refusal } from '../../testing/kit/inlines'
import { books, bookTags } from '../../testing/kit/library'
import { adminOf, test } from '../../testing/kit/site-test'
import { add, brief, change, contents, remove, request, somebodyElse, undo, undoInParts } from '../../testing/kit/undo'
import { carryOutUndo, rehearseUndo } from './undo'

/** All fields of a book that can be changed, with its tags. */
const everything = [{ fields: ['title' as const, 'author' as const, 'topics' as const] }]

describe('a change is taken back', () => {
  test('a rehearsal changes nothing, and doing it brings back every value', async ({ as, client }) => {
    const ctx = as()
    const before = await contents(client)
    const id = await change(ctx, ['books', '1'], { title: 'Renamed', price: null, author_id: '2' })
    const after = await contents(client)
    await rehearseUndo(request(ctx), id)
    expect(await contents(client)).toBe(after)
    expect(brief(await undo(ctx, id))).toEqual({
      steps: [{ row: 'books 1', kind: 'revert', problem: null, left: [] }],
      hidden: 0,
    })
    expect(await contents(client)).toBe(before)
  })

  test('rows that were deleted come back with their children, join rows and references, keys and all', async ({
    as,
    client,
  }) => {
    const ctx = as()
    const before = await contents(client)
    const id = await remove(ctx, 'branches', '1')
    expect(await contents(client)).not.toContain('North')
    const { steps } = await undo(ctx, id)
    expect(new Set(steps.map(({ admin }) => admin.path))).toEqual(
      new Set(['branches', 'books', 'members', 'loans', 'book_tags']),
    )
    expect(steps.every(({ problem }) => problem === null)).toBe(true)
    // A secret is not in the log, so it cannot come back.
    expect(await contents(client)).toBe(before.replace(/CANARY-token-\d/gu, ''))
  })

  test('an undo can be undone, and that as well', async ({ as, client }) => {
    const ctx = as()
    const first = await contents(client)
    const [id, key] = await add(ctx, 'members', { name: 'Ola', branch_id: '1' })
    const second = await contents(client)
    const undone = await undo(ctx, id)
    expect(await contents(client)).toBe(first)
    const redone = await undo(ctx, undone.request)
    expect(await contents(client)).toBe(second)
    await undo(ctx, redone.request)
    expect(await contents(client)).toBe(first)
    expect(brief(await rehearseUndo(request(ctx), id)).steps).toEqual([
      { row: `members ${key}`, kind: 'remove', problem: 'It no longer exists.', left: [] },
    ])
  })

  test('a row is restored after the one that it refers to in its own table', async ({ as, client }) => {
    const ctx = as()
    await client`insert into members (id, name, branch_id, brought_by) select ('00000000-0000-4000-8000-0000000000' || n)::uuid, 'M' || n, 2,
      case when n > 10 then ('00000000-0000-4000-8000-0000000000' || n - 1)::uuid end from generate_series(10, 30) n order by n desc`
    const before = await contents(client)
    const id = await remove(ctx, 'branches', '2')
    await undo(ctx, id)
    expect(await contents(client)).toBe(before)
  })

  test('whatever was done at random, undone in reverse, leaves every table as it was', async ({ as, client }) => {
    const ctx = as({ admins: [defineAdmin(books, { many: { topics: bookTags }, form: { sections: everything } })] })
    await client`update books set access_token = null`
    const before = await contents(client)
    let state = 7
    // A linear congruential generator: the same changes in every run.
    const pick = <T>(items: readonly T[]): T => {
      state = (state * 1103515245 + 12345) % 2147483648
      const item = items[Math.floor(state / 65536) % items.length]
      if (item === undefined) throw new Error('There is nothing to pick.')
      return item
    }
    const keysOf = async (path: string) => (await listPage(ctx, adminOf(ctx, path), [])).rows.map(([key]) => key)
    const done: string[] = []
    for (let step = 0; step < 40; step++) {
      const path = pick(['books', 'members', 'branches', 'tags', 'loans', 'authors'])
      const keys = await keysOf(path)
      const verb = keys.length === 0 ? 'add' : pick(['add', 'change', 'change', 'remove'])
      const name = {
        [path === 'books' ? 'title' : path === 'loans' ? 'due' : 'name']: path === 'loans' ? '2026-01-02' : `N${step}`,
      }
      const parents: Record<string, Record<string, string>> = {
        members: { branch_id: (await keysOf('branches'))[0] ?? '' },
        books: {
          book_tags: (await keysOf('tags')).slice(0, step % 3).join(' '),
          author_id: (await keysOf('authors'))[0] ?? '',
        },
        loans: { book_id: (await keysOf('books'))[0] ?? '', copy: `c${step}` },
        tags: { code: `t${step}` },
      }
      try {
        if (verb === 'add') done.push((await add(ctx, path, { ...name, ...parents[path] }))[0])
        if (verb === 'change')
          done.push(await change(ctx, [path, pick(keys)], { ...name, ...(path === 'books' ? parents.books : {}) }))
        if (verb === 'remove') done.push(await remove(ctx, path, pick(keys)))
      } catch (error) {
        // A restricted delete, or no parent: nothing was changed.
        if (!(error instanceof AdminError)) throw error
      }
    }
    expect(new Set(done).size).toBeGreaterThan(25)
    expect(await contents(client)).not.toBe(before)
    const changed = new Set((await auditLines(client)).map(({ request: id }) => id))
    for (const [index, id] of done
      .filter((made) => changed.has(made))
      .toReversed()
      .entries()) {
      const { steps } = await (index % 2 === 0 ? undo : undoInParts)(ctx, id)
      expect(steps.filter(({ problem }) => problem !== null)).toEqual([])
    }
    expect(await contents(client)).toBe(before)
  })
})

describe('what has moved on since', () => {
  test('stays, and is named: columns, rows in use, keys that exist again, parents that are gone', async ({
    as,
    client,
  }) => {
    const ctx = as()
    const changed = await change(ctx, ['books', '1'], { title: 'Renamed', subtitle: 'Later' })
    await client`update books set subtitle = 'Newer' where id = 1`
    expect(brief(await undo(ctx, changed)).steps).toEqual([
      { row: 'books 1', kind: 'revert', problem: null, left: ['subtitle: It was changed again since.'] },
    ])
    expect(await client`select title, subtitle from books where id = 1`).toEqual([
      { title: 'Engines', subtitle: 'Newer' },
    ])

    const [added, key] = await add(ctx, 'tags', { code: 'new', name: 'New' })
    await client`insert into book_tags values (2, 'new')`
    expect(brief(await rehearseUndo(request(ctx), added)).steps).toEqual([
      { row: `tags ${key}`, kind: 'remove', problem: 'Other rows refer to it now.', left: [] },
    ])
    await client`delete from book_tags where tag_code = 'new'`
    await client`update tags set name = 'Edited' where code = 'new'`
    expect(brief(await rehearseUndo(request(ctx), added)).steps[0]?.problem).toBe('It was changed after it was added.')

    const deleted = await remove(ctx, 'tags', 'sci')
    await client`insert into tags (code, name) values ('sci', 'Again')`
    expect(brief(await rehearseUndo(request(ctx), deleted)).steps.map(({ row, problem }) => [row, problem])).toEqual([
      ['tags sci', 'A row with this key exists again.'],
      ['book_tags 1,sci', null],
      ['book_tags 3,sci', null],
    ])

    const gone = await remove(ctx, 'loans', '1,a~2F1')
    await client`delete from books where id = 1`
    expect(brief(await rehearseUndo(request(ctx), gone)).steps[0]?.problem).toMatch(/no such book/u)
  })

  test('a unique value that somebody else has taken is told at its row, and the others are restored', async ({
    as,
    client,
  }) => {
    const ctx = as()
    const id = await remove(ctx, 'books', '1', '2')
    await client`update books set isbn = '111' where id = 3`
    const { steps } = await undo(ctx, id)
    expect(steps.filter(({ admin }) => admin.path === 'books').map(({ key, problem }) => [key, problem])).toEqual([
      ['1', 'Another book already has this ISBN.'],
      ['2', null],
    ])
    expect(await client`select id from books order by id`).toEqual([{ id: '2' }, { id: '3' }, { id: '4' }])
  })
})

describe('the agreement', () => {
  test('holds for one outcome, one change and one user', async ({ as, client }) => {
    const ctx = as()
    const id = await change(ctx, ['books', '1'], { title: 'Renamed' })
    const other = await change(ctx, ['books', '2'], { title: 'Renamed too' })
    const { seal } = await rehearseUndo(request(ctx), id)
    const attempt = (by: AdminContext, requestId: string, given = seal) =>
      refusal(carryOutUndo(request(by), { source: requestId, seal: given }))
    const before = await contents(client)
    for (const refused of [
      await attempt(somebodyElse(ctx), id),
      await attempt(ctx, other),
      await attempt(ctx, id, ''),
      await attempt(ctx, id, `${seal}x`),
    ])
      expect(refused.code).toBe('CONFLICT')
    expect((await attempt(ctx, 'no-such-change')).code).toBe('NOT_FOUND')
    expect(await contents(client)).toBe(before)
    await client`update books set title = 'Newest' where id = 1`
    expect((await attempt(ctx, id)).message).toMatch(/have changed since you looked/u)
  })
})

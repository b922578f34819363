import { eq, ne } from 'drizzle-orm'
import type { Sql } from 'postgres'
import { describe, expect } from 'vitest'
import { AdminError, cancelPlan, postList } from '@/admin/server'
import { defineAdmin } from '@/admin'
import { keyOfRow } from '../../query/row-key'
import type { AdminContext } from '../../site/context'
import { auditLines } from '../../testing/kit/audit-lines'
import { books } from '../../testing/kit/library'
import { adminOf, test } from '../../testing/kit/site-test'

type Entry = [string, string]

const post = (ctx: AdminContext, entries: Entry[], table = 'books') => postList(ctx, adminOf(ctx, table), entries)

/** The selected rows and what to do with them. */
const edit = (keys: readonly string[], inputs: Record<string, string>): Entry[] => [
  ['~action', '~edit'],
  ...(keys.length === 0 ? [['~all', '1'] satisfies Entry] : keys.map((key): Entry => ['key', key])),
  ['~list', ''],
  ['~step', 'review'],
  ...Object.entries(inputs),
]

const set = (name: string, value: string, operation = 'set') => ({ [`~op.${name}`]: operation, [name]: value })

async function rehearsed(ctx: AdminContext, entries: Entry[], table?: string) {
  const answer = await post(ctx, entries, table)
  if ('href' in answer || answer.confirm?.kind !== 'plan') throw new Error(JSON.stringify(answer))
  return answer.confirm.page
}

/** Whether a statement waits for a row. */
async function waiting(client: Sql): Promise<boolean> {
  const rows =
    await client`select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
  return rows.length > 0
}

async function formOf(ctx: AdminContext, entries: Entry[]) {
  const answer = await post(ctx, entries)
  if ('href' in answer || answer.confirm?.kind !== 'form') throw new Error(JSON.stringify(answer))
  return { ...answer.confirm.page, notice: answer.notice }
}

describe('a bulk edit', () => {
  test('names the rows that references mean, before and after', async ({ as }) => {
    const page = await rehearsed(as(), edit(['1', '3'], set('author_id', '2')))

    expect(page.groups[0]?.entries.map(({ changes }) => [changes[0]?.before, changes[0]?.after])).toEqual([
      ['Ada Byron', 'Bo Chen'],
    ])
  })

  test('B03 B31 U33: shows what it would do, changes nothing, and then does just that', async ({ as, client }) => {
    const ctx = as()
    const entries = edit(['1', '2', '3'], set('status', 'lost'))
    const page = await rehearsed(ctx, entries)

    expect(page).toMatchObject({
      title: 'Change 3 books',
      sentence: '2 rows change, 1 has these values already.',
      button: 'Change 2 books',
      groups: [{ plural: 'Books', kind: 'change', count: 2 }],
    })
    expect(page.groups[0]?.entries.map(({ record, changes }) => [record, changes[0]])).toEqual([
      ['Engines', expect.objectContaining({ label: 'Status', before: 'on shelf', after: 'lost' })],
      ['Numbers', expect.objectContaining({ label: 'Status', before: 'ordered', after: 'lost' })],
    ])
    expect(await client`select 1 from books where status = 'lost'`).toHaveLength(1)
    expect(await auditLines(client)).toEqual([])

    const done = await post(ctx, [...entries, ['~seal', page.seal]])

    expect(done).toMatchObject({ notice: { text: '2 books changed.', undoHref: expect.stringContaining('/undo/') } })
    expect((await client`select id::int from books where status = 'lost' order by id`).map(({ id }) => id)).toEqual([
      1, 2, 3,
    ])
    expect(await auditLines(client)).toEqual(
      ['1', '2'].map((key) => expect.objectContaining({ key, action: 'change', table: 'books' })),
    )
  })

  test('adds to a number, takes from one, and clears a value', async ({ as, client }) => {
    const ctx = as()
    const entries = edit(['1', '3'], {
      ...set('price', '0.50', 'add'),
      ...set('copies', '1', 'subtract'),
      ...set('notes', '', 'clear'),
    })
    const { seal, sentence } = await rehearsed(ctx, entries)
    await post(ctx, [...entries, ['~seal', seal]])

    expect(sentence).toBe('2 rows change.')
    expect(await client`select price::text, copies, notes from books where id in (1, 3) order by id`).toEqual([
      { price: '13.000000000000000000', copies: 0, notes: null },
      { price: '7.500000000000000000', copies: 0, notes: null },
    ])
  })

  test('leaves rows that the database refuses, names them with the reason, and changes the others', async ({
    as,
    client,
  }) => {
    const ctx = as()
    await client`update books set copies = 5 where id in (1, 4)`
    const entries = edit([], set('copies', '2', 'subtract'))
    const page = await rehearsed(ctx, entries)

    expect(page.sentence).toBe('2 rows change, 2 are refused.')
    expect(page.refusals).toMatchObject([{ count: 2, rows: [{ label: 'Numbers' }, { label: 'Rivers' }] }])
    expect(page.refusals[0]?.reason).toContain('rule')
    expect(page.button).toBe('Change 2 books')

    await post(ctx, [...entries, ['~seal', page.seal]])
    expect((await client`select copies from books order by id`).map(({ copies }) => copies)).toEqual([3, 1, 1, 3])
  })

  test('checks values as the form of one row does, at their inputs', async ({ as }) => {
    const ctx = as()
    const page = await formOf(
      ctx,
      edit(['1'], { ...set('copies', 'many'), ...set('price', 'x', 'add'), title: 'Kept?' }),
    )

    expect(page.errors).toEqual({
      copies: expect.stringContaining('number'),
      price: expect.stringContaining('number'),
      title: expect.stringContaining('what to do'),
    })
    expect(page.fields.find(({ meta }) => meta.name === 'copies')).toMatchObject({ operation: 'set', value: 'many' })
    expect(await formOf(ctx, edit(['1'], {}))).toMatchObject({ notice: 'Choose what to change.' })
    expect(await formOf(ctx, edit(['1'], set('author_id', '99')))).toMatchObject({
      errors: { author_id: expect.stringContaining('author') },
    })
  })

  test('SEC-115: offers neither keys, secrets, unique and generated values, nor columns that may not be changed', async ({
    as,
  }) => {
    const admins = [defineAdmin(books, { permissions: { fields: { price: { change: () => false } } } })]
    const ctx = as({ admins })
    const { fields } = await formOf(ctx, [
      ['~action', '~edit'],
      ['key', '1'],
    ])
    const names = fields.map(({ meta }) => meta.name)

    expect(names).toEqual(expect.arrayContaining(['title', 'status', 'author_id', 'is_rare']))
    for (const name of ['id', 'isbn', 'access_token', 'title_length', 'changed_by', 'price'])
      expect(names).not.toContain(name)
    expect(await formOf(ctx, edit(['1'], set('price', '1')))).toMatchObject({ notice: 'Choose what to change.' })
  })

  test('I2: refuses if the outcome would now be another one, and shows that', async ({ as, client }) => {
    const ctx = as()
    const entries = edit(['1', '2'], set('status', 'lost'))
    const { seal } = await rehearsed(ctx, entries)
    await client`update books set status = 'lost' where id = 2`

    expect(await post(ctx, [...entries, ['~seal', seal]])).toMatchObject({
      notice: expect.stringContaining('Nothing was changed'),
      confirm: { kind: 'plan', page: { sentence: '1 row changes, 1 has these values already.' } },
    })
    expect(await client`select status from books where id = 1`).toEqual([{ status: 'on shelf' }])
  })

  test('does not take a seal of another plan, of another user, or one that was used', async ({ as, client }) => {
    const ctx = as()
    const entries = edit(['1'], set('copies', '1', 'add'))
    const { seal } = await rehearsed(ctx, entries)
    const other = await rehearsed(as({ id: '00000000-0000-4000-8000-0000000000aa' }), entries)
    const elsewhere = await rehearsed(ctx, edit(['1'], set('copies', '2', 'add')))

    for (const wrong of [other.seal, elsewhere.seal, '', 'x'.repeat(200), `${seal}x`])
      expect(await post(ctx, [...entries, ['~seal', wrong]])).toMatchObject({ confirm: { kind: 'plan' } })
    expect(await client`select copies from books where id = 1`).toEqual([{ copies: 1 }])

    await post(ctx, [...entries, ['~seal', seal]])
    expect(await post(ctx, [...entries, ['~seal', seal]])).toMatchObject({ confirm: { kind: 'plan' } })
    expect(await client`select copies from books where id = 1`).toEqual([{ copies: 2 }])
  })

  test('SEC-046 SEC-052: rows that may not be changed are counted, those that may not be viewed do not exist', async ({
    as,
    client,
  }) => {
    const admins = [
      defineAdmin(books, {
        permissions: {
          view: (_, table) => ne(table.title, 'Winds'),
          change: (_, table) => eq(table.branchId, 1),
        },
      }),
    ]
    const ctx = as({ admins, grants: ['books.view', 'books.change', 'branches.view'] })
    const entries = edit(['1', '3', '4'], set('notes', 'seen'))
    const page = await rehearsed(ctx, entries)

    expect(page).toMatchObject({
      sentence: '1 row changes, 1 is refused.',
      refusals: [{ count: 1, rows: [{ label: 'Rivers' }] }],
      notes: ['1 selected row does not exist any more.'],
    })
    await post(ctx, [...entries, ['~seal', page.seal]])
    expect((await client`select id::int from books where notes = 'seen'`).map(({ id }) => id)).toEqual([1])

    // With these values it would be a row that this user may not change.
    const moved = await rehearsed(ctx, edit(['1', '2'], set('branch_id', '2')))
    expect(moved).toMatchObject({ sentence: 'No row changes, 2 are refused.', button: null })
    await expect(post(as({ grants: ['books.view'] }), entries)).rejects.toBeInstanceOf(AdminError)
  })

  test('calls the hooks of each row, which can refuse it', async ({ as, client }) => {
    const admins = [
      defineAdmin(books, {
        hooks: {
          beforeSave({ record, values }) {
            if (record?.title === 'Rivers') throw new AdminError('INVALID', 'Rivers stays.')
            values.notes = `moved from ${record?.status}`
          },
        },
      }),
    ]
    const ctx = as({ admins })
    const entries = edit(['1', '3', '4'], set('status', 'ordered'))
    const page = await rehearsed(ctx, entries)

    expect(page).toMatchObject({ sentence: '2 rows change, 1 is refused.', refusals: [{ reason: 'Rivers stays.' }] })
    await post(ctx, [...entries, ['~seal', page.seal]])
    expect(await client`select status, notes from books where id in (1, 3, 4) order by id`).toEqual([
      { status: 'ordered', notes: 'moved from on shelf' },
      { status: 'lost', notes: null },
      { status: 'ordered', notes: 'moved from on shelf' },
    ])
  })

  test('ties rows to those of another table, and unties them', async ({ as, client }) => {
    const ctx = as()
    // A row that is called as a page is has another key in URLs.
    const added = keyOfRow(ctx, adminOf(ctx, 'tags').table, ['add'])
    const add = edit(['1', '2', '3'], { '~op.book_tags': 'include', book_tags: `sci ${added}` })
    const page = await rehearsed(ctx, add)

    expect(page.sentence).toBe('2 rows change, 1 has these values already.')
    expect(page.groups.map(({ plural, kind, count }) => [plural, kind, count])).toEqual([
      ['Books', 'change', 2],
      ['Book tags', 'add', 3],
    ])
    await post(ctx, [...add, ['~seal', page.seal]])
    expect(await client`select 1 from book_tags`).toHaveLength(6)

    const unknown = edit(['1'], { '~op.book_tags': 'include', book_tags: 'sci nothing' })
    expect((await formOf(ctx, unknown)).errors).toEqual({ book_tags: 'There is no such tag.' })

    const remove = edit([], { '~op.book_tags': 'exclude', book_tags: 'sci' })
    await post(ctx, [...remove, ['~seal', (await rehearsed(ctx, remove)).seal]])
    expect(await client`select distinct tag_code from book_tags`).toEqual([{ tag_code: 'add' }])
  })

  test('B11: is cancelled in the database by its user, and nothing has changed', async ({ as, client }) => {
    const ctx = as()
    const entries: Entry[] = [...edit(['1', '2'], set('status', 'lost')), ['~plan', 'token-1']]
    // Another transaction holds the second row, so that the plan is still running.
    const holder = await client.reserve()
    try {
      await holder`begin`
      await holder`select 1 from books where id = 2 for update`
      const answer = post(ctx, entries)
      const other = as({ id: '00000000-0000-4000-8000-0000000000aa' })
      await expect.poll(() => waiting(client)).toBe(true)
      expect(await cancelPlan(other, 'token-1')).toBe(false)
      expect(await cancelPlan(ctx, 'token-1')).toBe(true)
      expect(await answer).toMatchObject({
        notice: 'This was cancelled, or took too long. Nothing was changed.',
        confirm: { kind: 'form' },
      })
    } finally {
      await holder`rollback`
      holder.release()
    }
    expect(await cancelPlan(ctx, 'token-1')).toBe(false)
    expect(await client`select 1 from books where status = 'lost'`).toHaveLength(1)
  })

  test('can be narrowed to some columns, or switched off', async ({ as }) => {
    const narrowed = as({ admins: [defineAdmin(books, { list: { bulk: ['status', 'authorId'] } })] })
    const off = as({ admins: [defineAdmin(books, { list: { bulk: () => false } })] })
    const open: Entry[] = [
      ['~action', '~edit'],
      ['key', '1'],
    ]

    expect((await formOf(narrowed, open)).fields.map(({ meta }) => meta.name)).toEqual(['status', 'author_id'])
    await expect(post(off, open)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

import { describe, expect } from 'vitest'
import { addPage, addRecord, changeRecord } from '@/admin/server'
import { auditLines } from '../../testing/kit/audit-lines'
import { openRecord as open, refusal, saveRecord as save, withBooks, withLoans } from '../../testing/kit/inlines'
import { postOf } from '../../testing/kit/posts'
import { adminOf, test } from '../../testing/kit/site-test'
import { ConflictError } from '../conflict'

const mia = '00000000-0000-4000-8000-000000000001'

describe('rows that are edited with their parent', () => {
  test('DJ-205: are shown with all columns except those of the reference, and with a key that contains the parent’s', async ({
    as,
  }) => {
    const { inlines } = await open(as({ admins: withLoans }), 'books', '1')

    expect(inlines).toHaveLength(1)
    expect(inlines[0]).toMatchObject({ name: 'loans', label: 'Loans', kind: 'table', count: 2, pages: null })
    expect(inlines[0]?.columns.map(({ name }) => name)).toEqual(['copy', 'member_id', 'due'])
    expect(inlines[0]?.rows.map(({ key }) => key)).toEqual(['1,~', '1,a~2F1'])
    // The key of a row that exists is shown, not changed.
    expect(inlines[0]?.rows[1]?.fields.map(({ meta, value }) => [meta.readOnly, value])).toEqual([
      [true, 'a/1'],
      [false, mia],
      [false, '2026-05-01'],
    ])
    expect(inlines[0]?.blank?.fields.map(({ meta }) => meta.readOnly)).toEqual([false, false, false])
  })

  test('are added, changed and removed with the record in one go, each with its entry in the history', async ({
    as,
    client,
  }) => {
    const ctx = as({ admins: withLoans })
    const saved = await save(ctx, ['books', '1'], {
      title: 'Engines 2',
      'loans.0.~delete': '1',
      'loans.1.due': '2026-06-01',
      'loans.7.copy': 'b',
      'loans.7.due': '2026-07-01',
    })

    expect(saved).toMatchObject({ key: '1', label: 'Engines 2', changed: true })
    expect(await client`select copy, due::text, member_id from loans where book_id = 1 order by copy`).toEqual([
      { copy: 'a/1', due: '2026-06-01', member_id: mia },
      { copy: 'b', due: '2026-07-01', member_id: null },
    ])
    const lines = await auditLines(client)
    expect(lines.map(({ table, action, key, request }) => [table, action, key, request])).toEqual(
      expect.arrayContaining([
        ['books', 'change', '1', 'request-1'],
        ['loans', 'delete', '1,~', 'request-1'],
        ['loans', 'change', '1,a~2F1', 'request-1'],
        ['loans', 'add', '1,b', 'request-1'],
      ]),
    )
    expect(lines).toHaveLength(4)
  })

  test('are added with a parent whose key is not known yet, and so are their own rows', async ({ as, client }) => {
    const ctx = as({ admins: withBooks })
    const page = await addPage(ctx, adminOf(ctx, 'branches'), { list: '', prefill: [] })
    const form = postOf(page, {
      name: 'East',
      'books.0.title': 'Clouds',
      'books.0.loans.0.copy': 'x',
      'books.4.title': 'Storms',
    })
    const { key } = await addRecord(ctx, adminOf(ctx, 'branches'), form)

    expect(
      await client`select title, copy from books left join loans on book_id = books.id where branch_id = ${key} order by title`,
    ).toEqual([
      { title: 'Clouds', copy: 'x' },
      { title: 'Storms', copy: null },
    ])
  })

  test('REL-015: a form that is sent twice adds its rows once', async ({ as, client }) => {
    const ctx = as({ admins: withBooks })
    const form = postOf(await open(ctx, 'branches', '1'), {
      'books.9.title': 'Once',
      'books.9.~token': '0f0f0f0f-0000-4000-8000-000000000009',
    })
    for (let time = 0; time < 2; time++) await changeRecord(ctx, adminOf(ctx, 'branches'), { key: '1', form })

    expect(await client`select count(*)::int as n from books where title = 'Once'`).toEqual([{ n: 1 }])
  })

  test('untouched rows are neither written nor validated', async ({ as, client }) => {
    const ctx = as({ admins: withBooks })
    const form = postOf(await open(ctx, 'branches', '1'), { 'books.0.copies': '7' })
    // Another user's change to a row that this form does not change.
    await client`update books set copies = 99 where id = 2`
    await changeRecord(ctx, adminOf(ctx, 'branches'), { key: '1', form })

    expect(await client`select id::text, copies from books where branch_id = 1 order by id`).toEqual([
      { id: '1', copies: 7 },
      { id: '2', copies: 99 },
    ])
    expect((await auditLines(client)).map(({ key }) => key)).toEqual(['1'])
  })

  test('DJ-207: an error is shown at its input in its row, and nothing is saved', async ({ as, client }) => {
    const ctx = as({ admins: withBooks })
    const error = await refusal(
      save(ctx, ['branches', '1'], {
        name: 'Other',
        'books.0.copies': 'many',
        'books.1.title': '',
        'books.5.isbn': '999',
        'books.0.loans.3.due': 'soon',
      }),
    )

    expect(error.code).toBe('INVALID')
    expect(Object.keys(error.fields).toSorted()).toEqual([
      'books.0.copies',
      'books.0.loans.3.copy',
      'books.0.loans.3.due',
      'books.1.title',
      'books.5.title',
    ])
    expect(await client`select name from branches where id = 1`).toEqual([{ name: 'North' }])
    expect(await auditLines(client)).toEqual([])
  })

  test('DJ-195: what the database refuses is shown at the row concerned', async ({ as, client }) => {
    const ctx = as({ admins: withBooks })
    const error = await refusal(
      save(ctx, ['branches', '1'], { 'books.5.title': 'New', 'books.5.isbn': '333', name: 'Other' }),
    )

    expect(error.fields).toEqual({ 'books.5.isbn': 'Another book already has this ISBN.' })
    expect(await client`select name from branches where id = 1`).toEqual([{ name: 'North' }])
  })

  test('two rows exchange a unique value', async ({ as, client }) => {
    const ctx = as({ admins: withBooks })
    await save(ctx, ['branches', '1'], { 'books.0.isbn': '222', 'books.1.isbn': '111' })

    expect(await client`select id::text, isbn from books where branch_id = 1 order by id`).toEqual([
      { id: '1', isbn: '222' },
      { id: '2', isbn: '111' },
    ])
    expect((await auditLines(client)).map(({ changes }) => changes)).toEqual(
      expect.arrayContaining([expect.objectContaining({ isbn: ['111', '222'] })]),
    )
  })

  test('REL-001: a row that another user changed is a conflict at that row, and a deleted one is reported as deleted', async ({
    as,
    client,
  }) => {
    const ctx = as({ admins: withBooks })
    const page = await open(ctx, 'branches', '1')
    await client`update books set copies = 5, title = 'Theirs' where id = 1`
    const form = postOf(page, { name: 'Other', 'books.0.copies': '6' })
    const error = await refusal(changeRecord(ctx, adminOf(ctx, 'branches'), { key: '1', form }))

    expect(error).toBeInstanceOf(ConflictError)
    expect(error).toMatchObject({
      conflict: null,
      rows: {
        'books.0': {
          rows: [
            { name: 'title', changedBy: 'them', theirs: 'Theirs' },
            { name: 'copies', changedBy: 'both', theirs: '5', mine: '6' },
          ],
        },
      },
    })
    await client.unsafe('delete from loans; delete from books where id = 1')
    const gone = await refusal(changeRecord(ctx, adminOf(ctx, 'branches'), { key: '1', form }))
    expect(gone.fields['books.0']).toContain('no longer here')
    expect(await client`select name from branches where id = 1`).toEqual([{ name: 'North' }])
  })

  test('a child that another user added meanwhile stays', async ({ as, client }) => {
    const ctx = as({ admins: withLoans })
    const form = postOf(await open(ctx, 'books', '1'), { 'loans.0.due': '2026-08-01' })
    await client`insert into loans (book_id, copy) values (1, 'late')`
    await changeRecord(ctx, adminOf(ctx, 'books'), { key: '1', form })

    expect(await client`select copy from loans where book_id = 1 order by copy`).toHaveLength(3)
  })
})

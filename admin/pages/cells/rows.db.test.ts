import { eq, ne } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import {
  AdminError,
  cellPage,
  fillPage,
  listInputs,
  listPage,
  postList,
  postRows,
  rowProblems,
  typedRows,
} from '@/admin/server'
import { defineAdmin } from '@/admin'
import { auditLines } from '../../testing/kit/audit-lines'
import { authors, books } from '../../testing/kit/library'
import { adminOf, test } from '../../testing/kit/site-test'
import type { AdminContext } from '../../site/context'
import { isRowInput } from './post-rows'
import type { RowProblem } from '../shapes/cells'

/** The inputs of several rows, as the browser posts them. */
async function inputsOf(
  ctx: AdminContext,
  column: string,
  values: Record<string, string>,
): Promise<[string, string][]> {
  const rows = Object.entries(values).map(async ([key, text]): Promise<[string, string][]> => {
    const { version, base } = await cellPage(ctx, adminOf(ctx, 'books'), { key, column })
    return [
      [`${key}.~version`, version],
      [`${key}.~base`, base],
      [`${key}.${column}`, text],
    ]
  })
  return [['~list', 'columns=title,copies'], ...(await Promise.all(rows)).flat()]
}
/** Posts the inputs of several books. */
const postAll = (ctx: AdminContext, entries: [string, string][]) => postRows(ctx, adminOf(ctx, 'books'), entries)
interface Refused {
  message: string
  rows: Record<string, RowProblem>
}
/** What a browser shows if they were not saved. */
const problems = async (ctx: AdminContext, entries: [string, string][]) =>
  postAll(ctx, entries).then(
    (): Refused => ({ message: 'saved', rows: {} }),
    (error: unknown): Refused => ({ message: error instanceof Error ? error.message : '', rows: rowProblems(error) }),
  )

describe('the rows of a page', () => {
  test('DJ-135 DJ-137 DJ-147: each value lands on its own row, and rows without changes are not written', async ({
    as,
    client,
  }) => {
    const ctx = as()
    const entries = await inputsOf(ctx, 'copies', { 3: '30', 1: '1', 2: '20' })

    const { notice, painted } = await postAll(ctx, entries)

    expect(notice).toEqual({ text: '2 rows changed.', undoHref: '/admin/-/undo/request-1' })
    expect(painted.rows.map(([key]) => key).toSorted()).toEqual(['2', '3'])
    expect((await client`select copies from books order by id`).map(({ copies }) => copies)).toEqual([1, 20, 30, 1])
    expect((await auditLines(client)).map(({ key }) => key)).toEqual(['2', '3'])
    expect((await postAll(ctx, await inputsOf(ctx, 'copies', { 1: '1' }))).notice).toEqual({
      text: 'Nothing to save: no row was changed.',
    })
  })

  test('DJ-138: an error in one row, found before or by the database, saves nothing of any', async ({ as, client }) => {
    const ctx = as()

    const typedWrong = await problems(ctx, await inputsOf(ctx, 'copies', { 1: '5', 2: 'x', 3: '' }))
    const broken = await problems(ctx, await inputsOf(ctx, 'copies', { 1: '5', 2: '-2' }))

    expect(typedWrong.message).toBe('2 rows need a correction. Nothing was saved yet.')
    expect(Object.entries(typedWrong.rows).map(([key, { errors }]) => [key, errors.copies])).toEqual([
      ['2', 'Enter a whole number.'],
      ['3', 'Required.'],
    ])
    expect(broken.rows).toMatchObject({
      2: { errors: { copies: 'This violates a rule of the database: Copies ≥ 0.' } },
    })
    expect(await client`select id from books where copies <> 1`).toEqual([])
    expect(await auditLines(client)).toEqual([])
  })

  test('unique values may be exchanged', async ({ as, client }) => {
    const ctx = as()

    await postAll(ctx, await inputsOf(ctx, 'isbn', { 1: '222', 2: '333', 3: '111' }))

    expect((await client`select isbn from books order by id`).map(({ isbn }) => isbn)).toEqual([
      '222',
      '333',
      '111',
      null,
    ])
    const { rows } = await problems(ctx, await inputsOf(ctx, 'isbn', { 1: '333', 3: '111' }))
    expect(rows).toMatchObject({ 1: { errors: { isbn: 'Another book already has this ISBN.' } } })
  })

  test('DJ-140: a hook that refuses says so, and saves nothing', async ({ as, client }) => {
    const beforeSave = ({ record }: { record: Readonly<Record<string, string | null>> | null }) => {
      if (record?.id === '2') throw new AdminError('INVALID', 'Numbers are not lent.')
    }
    const ctx = as({ admins: [defineAdmin(books, { hooks: { beforeSave } })] })

    const { message, rows } = await problems(ctx, await inputsOf(ctx, 'copies', { 1: '5', 2: '6' }))

    expect(message).toBe('Numbers are not lent.')
    expect(rows).toMatchObject({ 2: { message: 'Numbers are not lent.', errors: {} } })
    expect(await client`select id from books where copies <> 1`).toEqual([])
  })

  test('rows that changed, are gone or forged are told from each other, and nothing is saved', async ({
    as,
    client,
  }) => {
    const admins = [defineAdmin(books, { permissions: { change: (_, t) => eq(t.branchId, 1) } })]
    const entries = await inputsOf(as(), 'copies', { 1: '5', 2: '6', 3: '7' })
    await client`update books set copies = 9 where id = 1`
    const ctx = as({ admins })

    const { rows } = await problems(ctx, [...entries, ['x~20.copies', '1'], ['999.copies', '1']])

    expect(rows[1]?.conflict?.rows).toMatchObject([{ name: 'copies', theirs: '9', mine: '5' }])
    const gone = 'This row no longer exists, or you do not have permission to change it.'
    expect([rows[3]?.message, rows['x~20']?.message, rows[999]?.message]).toEqual([gone, gone, gone])
    expect(Object.keys(rows)).toHaveLength(4)
    expect((await client`select copies from books order by id`).map(({ copies }) => copies)).toEqual([9, 1, 1, 1])
    await expect(postAll(as({ grants: ['books.view'] }), entries)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const huge = Array.from({ length: 1001 }, (_, index): [string, string] => [`${index}.copies`, '1'])
    await expect(postAll(ctx, huge)).rejects.toMatchObject({ code: 'TOO_LARGE' })
  })
})

test('the inputs of rows are told from those of the form for the selected rows', () => {
  const names = ['7.stock', '~null.7.note', '7,x~2E.~base', '~61dd.a', '~.a', 'a,~.b', 'stock', '~part.address.zip']
  const others = ['~null.note', '~null.~part.address.zip', '~had.tags', '~choose.note', '~seal', 'key']

  expect([...names, ...others].filter(isRowInput)).toEqual(names.slice(0, 6))
})

describe('without JavaScript', () => {
  const admins = [
    defineAdmin(books, {
      list: { columns: ['title', 'status', 'copies', 'isRare'], editable: ['status', 'isRare'] },
      permissions: { change: (_, t) => eq(t.branchId, 1) },
      form: { readOnly: ({ record }) => (record?.id === '2' ? ['status'] : []) },
    }),
  ]

  test('the declared columns have inputs, in the rows and columns that may be changed', async ({ as }) => {
    const ctx = as({ admins })
    const admin = adminOf(ctx, 'books')
    const page = await listPage(ctx, admin, [['sort', 'id']])

    const inputs = await listInputs(ctx, admin, page)

    expect(page.columns.map(({ edit }) => edit)).toEqual(['cell', 'direct', 'cell', 'direct'])
    expect(inputs?.rows.map(({ key, base }) => [key, base]).toSorted()).toEqual([
      ['1', '{"status":"on shelf","is_rare":"false"}'],
      ['2', '{"is_rare":"false"}'],
    ])
    const viewer = as({ admins, grants: ['books.view'] })
    const own = adminOf(viewer, 'books')
    expect(await listInputs(viewer, own, await listPage(viewer, own, []))).toBe(null)
  })

  test('DJ-141 DJ-142: the button that is pressed decides: the inputs are saved, or the action runs', async ({
    as,
    client,
  }) => {
    const run = async () => 'Done.'
    const ctx = as({
      admins: [defineAdmin(books, { actions: [{ name: 'act', label: 'Act', permission: 'change', run }] })],
    })
    const inputs = await inputsOf(ctx, 'copies', { 1: '5' })
    const posted = (action: string) =>
      postList(ctx, adminOf(ctx, 'books'), [...inputs, ['key', '1'], ['~action', action]])

    expect(await posted('act')).toMatchObject({ notice: { text: 'Done.' } })
    expect((await client`select copies from books where id = 1`)[0]).toEqual({ copies: 1 })
    expect(await posted('~save')).toEqual({
      notice: { text: '1 row changed.', undoHref: '/admin/-/undo/request-1' },
      href: '/admin/books?columns=title,copies',
    })
  })

  test('what was refused is shown again as it was typed, and a conflict with the version of now', async ({
    as,
    client,
  }) => {
    const ctx = as()
    const entries = await inputsOf(ctx, 'copies', { 1: '5', 2: 'x' })
    await client`update books set copies = 9 where id = 1`
    const error = await postAll(ctx, entries).catch((thrown: unknown) => thrown)

    const [conflicting, wrong] = typedRows(error, entries)

    const now = await cellPage(ctx, adminOf(ctx, 'books'), { key: '1', column: 'copies' })
    expect(conflicting).toMatchObject({ key: '1', version: now.version, base: now.base, values: { copies: '5' } })
    expect(wrong).toMatchObject({ key: '2', values: { copies: 'x' }, errors: { copies: 'Enter a whole number.' } })
  })
})

describe('a pasted column', () => {
  const fill = (ctx: AdminContext, column: string, lines: Record<string, string>) =>
    fillPage(ctx, adminOf(ctx, 'books'), [
      ['~column', column],
      ...Object.entries(lines).flatMap(([key, text]): [string, string][] => [
        ['key', key],
        ['text', text],
      ]),
    ])

  test('says what would change, and is saved with the versions that it was agreed on', async ({ as, client }) => {
    const ctx = as()

    const page = await fill(ctx, 'status', { 1: 'LOST', 2: 'ordered', 3: 'on shelf' })

    expect(page).toMatchObject({ label: 'Status', name: 'status', same: 1, problems: [] })
    expect(page.changes.map(({ label, before, after, value }) => [label, before, after, value])).toEqual([
      ['Engines', 'on shelf', 'LOST', 'lost'],
      ['Rivers', 'lost', 'on shelf', 'on shelf'],
    ])
    const entries = page.changes.flatMap(({ key, version, base, value }): [string, string][] => [
      [`${key}.~version`, version],
      [`${key}.~base`, base],
      [`${key}.status`, value],
    ])
    await client`update books set copies = 2 where id = 3`
    expect((await problems(ctx, entries)).rows).toMatchObject({
      3: { message: expect.stringContaining('Another user') },
    })
    expect((await client`select status from books where id = 1`)[0]?.status).toBe('on shelf')
    const again = await fill(ctx, 'status', { 1: 'lost' })
    expect(again.changes).toHaveLength(1)
  })

  test('related rows are named as the list names them, if only one that may be viewed has the name', async ({
    as,
    client,
  }) => {
    await client`insert into authors (name) values ('Twin'), ('Twin'), ('Hidden')`
    const hides = defineAdmin(authors, { permissions: { view: (_, t) => ne(t.name, 'Hidden') } })
    const ctx = as({ admins: [hides] })

    const page = await fill(ctx, 'author_id', { 1: '\u2068Bo Chen\u2069', 2: 'Twin', 3: 'Hidden', 4: '1' })

    expect(page.changes.map(({ key, before, after, value }) => [key, before, after, value])).toEqual([
      ['1', 'Ada Byron', 'Bo Chen', '2'],
      ['4', null, '1', '1'],
    ])
    expect(page.problems.map(({ message }) => message)).toEqual([
      'Several have the name “Twin”. Enter the key of the author.',
      'No author is named “Hidden”.',
    ])
  })

  test('lines that the form would not take are named, as are rows of others', async ({ as }) => {
    const ctx = as({ admins: [defineAdmin(books, { permissions: { change: (_, t) => eq(t.branchId, 1) } })] })

    const page = await fill(ctx, 'copies', { 1: '1,5', 2: '٣', 3: '4', 'x~': '' })

    expect(page.problems).toEqual([
      { label: 'Engines', message: '“1,5”: Enter a whole number.' },
      { label: 'Numbers', message: '“٣”: Enter a whole number.' },
      { label: '#3', message: 'This row no longer exists, or you do not have permission to change it.' },
      { label: '#x~', message: 'This row no longer exists, or you do not have permission to change it.' },
    ])
    expect((await fill(ctx, 'title', { 1: 'שלום 🙂' })).changes).toMatchObject([{ after: 'שלום 🙂' }])
    const huge = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [String(index), '1']))
    await expect(fill(ctx, 'copies', huge)).rejects.toMatchObject({ code: 'TOO_LARGE' })
    for (const column of ['access_token', 'id', 'notes', 'nothing'])
      await expect(fill(ctx, column, { 1: 'x' }), column).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

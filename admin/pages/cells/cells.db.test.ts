import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { AdminError, cellPage, listPage, postCell, refusedCell } from '@/admin/server'
import { defineAdmin } from '@/admin'
import { auditLines } from '../../testing/kit/audit-lines'
import { books } from '../../testing/kit/library'
import { adminOf, test } from '../../testing/kit/site-test'
import type { AdminContext } from '../../site/context'
import type { CellPage, CellsDone, CellState } from '../shapes/cells'

/** The list in which the cells of the tests are. */
const cellList = 'q=Engines&columns=title,copies,status,is_rare,title_length,changed_by'
/** Opens a cell of a book. */
const openCell = (ctx: AdminContext, column: string, key = '1') => cellPage(ctx, adminOf(ctx, 'books'), { key, column })

/** What the browser posts for a cell that was opened. */
const typedCell = ({ field, version, base, token }: CellPage, text: string | null): [string, string][] => [
  ['~column', field.meta.name],
  ['~list', cellList],
  ['~version', version],
  ['~base', base],
  ['~token', token],
  ...(text === null ? [] : [[field.meta.name, text] as [string, string]]),
]
/** Posts a cell of a book. */
async function postOne(ctx: AdminContext, entries: [string, string][], key = '1'): Promise<CellsDone> {
  const state = await postCell(ctx, adminOf(ctx, 'books'), { key, entries })
  if (state.saved) return state.saved
  throw new Unsaved(state)
}

class Unsaved extends Error {
  constructor(readonly state: CellState) {
    super('Unsaved')
  }
}

/** What a browser shows at a cell that was not saved. */
const refused = async (saving: Promise<unknown>): Promise<CellState> =>
  saving.then(
    () => Promise.reject(new Error('It was saved.')),
    (error: unknown) =>
      error instanceof Unsaved
        ? error.state
        : refusedCell(error, error instanceof AdminError ? error.message : 'failed'),
  )

describe('one cell', () => {
  test('DJ-135: only its column of its row is written and logged, and the row is drawn as it is now', async ({
    as,
    client,
  }) => {
    const ctx = as()

    const { notice, painted } = await postOne(ctx, typedCell(await openCell(ctx, 'title'), 'Difference engines'))

    expect(notice).toMatchObject({ text: 'Saved “Difference engines”.', undoHref: '/admin/-/undo/request-1' })
    // With the values that the database and the code have set.
    expect(painted.rows).toEqual([
      ['1', 'Difference engines', 'Difference engines', '1', 'on shelf', 'f', '18', 'stamped by code'],
    ])
    expect(painted.columns.map(({ name, edit }) => [name, edit])).toEqual([
      ['title', 'cell'],
      ['copies', 'cell'],
      ['status', 'cell'],
      ['is_rare', 'cell'],
      ['title_length', undefined],
      ['changed_by', undefined],
    ])
    expect((await auditLines(client)).map(({ key, action, changes }) => [key, action, Object.keys(changes)])).toEqual([
      ['1', 'change', ['title', 'changed_by', 'title_length']],
    ])
  })

  test('a flag is switched off by what a form does not send, and an unchanged value is not saved', async ({
    as,
    client,
  }) => {
    const ctx = as()
    await postOne(ctx, typedCell(await openCell(ctx, 'is_rare'), 'true'))

    const { notice } = await postOne(ctx, typedCell(await openCell(ctx, 'is_rare'), null))
    const again = await postOne(ctx, typedCell(await openCell(ctx, 'copies'), '1'))

    expect(notice.text).toBe('Saved “Engines”.')
    expect(again.notice).toEqual({
      text: 'Nothing to save: “Engines” is unchanged.',
      href: '/admin/books/1',
      linkText: 'Engines',
    })
    expect((await client`select is_rare from books where id = 1`)[0]).toEqual({ is_rare: false })
  })

  test('what is wrong with a value is said at its cell: its type, a constraint, a unique index', async ({ as }) => {
    const ctx = as()

    const states = [
      await refused(postOne(ctx, typedCell(await openCell(ctx, 'copies'), 'many'))),
      await refused(postOne(ctx, typedCell(await openCell(ctx, 'copies'), '-1'))),
      await refused(postOne(ctx, typedCell(await openCell(ctx, 'isbn'), '222'))),
      await refused(postOne(ctx, typedCell(await openCell(ctx, 'title'), ''))),
    ]

    expect(states.map(({ error }) => error)).toEqual([
      'Enter a whole number.',
      'This violates a rule of the database: Copies ≥ 0.',
      'Another book already has this ISBN.',
      'Required.',
    ])
  })

  test('a version that is stale is a conflict with both sides, also for the same value, and a token saves once', async ({
    as,
    client,
  }) => {
    const ctx = as()
    const mine = typedCell(await openCell(ctx, 'copies'), '3')
    // A flag that the cell does not show is not unticked by what it posts.
    await client`update books set copies = 5, is_rare = true where id = 1`

    const { conflict, theirs } = await refused(postOne(ctx, mine))

    expect(conflict?.rows).toMatchObject([{ name: 'copies', base: '1', theirs: '5', mine: '3', changedBy: 'both' }])
    expect(theirs?.rows[0]?.[3]).toBe('5')
    const settled = mine.map(([name, value]): [string, string] => [
      name,
      name === '~version' ? (conflict?.version ?? '') : name === '~base' ? (conflict?.base ?? '') : value,
    ])
    expect((await postOne(ctx, settled)).painted.rows[0]?.slice(3, 6)).toEqual(['3', 'on shelf', 't'])
    // The answer was lost, and the browser sends it again.
    expect((await postOne(ctx, settled)).notice.text).toBe('Nothing to save: “Engines” is unchanged.')
    await client`delete from books where id = 4`
    expect(await refused(postOne(ctx, mine, '4'))).toMatchObject({ error: 'There is no such book.' })
  })

  test('DJ-144: not without permission to change, nor a row or a column that a rule protects', async ({
    as,
    client,
  }) => {
    const rules = {
      permissions: {
        change: (_: unknown, table: typeof books) => eq(table.branchId, 1),
        fields: { isbn: { change: () => false }, price: { view: () => false } },
      },
      form: { readOnly: ['status' as const] },
    }
    const ctx = as({ admins: [defineAdmin(books, rules)] })
    const free = as()
    const viewer = as({ grants: ['books.view'] })
    const page = await listPage(viewer, adminOf(viewer, 'books'), [])

    expect(page.columns.map(({ edit }) => edit)).toEqual(page.columns.map(() => undefined))
    await expect(openCell(viewer, 'title')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(postOne(viewer, typedCell(await openCell(free, 'title'), 'X'))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    expect(await refused(openCell(ctx, 'title', '3'))).toMatchObject({
      error: 'You do not have permission to change this book.',
    })
    expect(await refused(postOne(ctx, typedCell(await openCell(free, 'title', '3'), 'X'), '3'))).toMatchObject({
      error: 'You do not have permission to change this book.',
    })
    const said = 'This value cannot be changed in the list. Open the row.'
    for (const column of ['isbn', 'price', 'status', 'access_token', 'id', 'title_length', 'notes', 'nothing', ''])
      expect(await refused(openCell(ctx, column)), column).toMatchObject({ error: said })
    expect(await refused(postOne(ctx, typedCell(await openCell(free, 'price'), '9')))).toMatchObject({ error: said })
    // What is posted beside the column of the cell is not read.
    const more: [string, string][] = [
      ...typedCell(await openCell(ctx, 'title'), 'X'),
      ['subtitle', 'forged'],
      ['id', '9'],
    ]
    await postOne(ctx, more)
    expect((await client`select id, title, subtitle, price::int from books where id = 1`)[0]).toMatchObject({
      id: '1',
      title: 'X',
      subtitle: null,
      price: 13,
    })
  })

  test('a row that the save would move out of what may be viewed is not saved', async ({ as }) => {
    const admins = [defineAdmin(books, { permissions: { change: () => true, view: (_, t) => eq(t.isRare, false) } })]
    const ctx = as({ admins })

    expect(await refused(postOne(ctx, typedCell(await openCell(ctx, 'is_rare'), 'true')))).toMatchObject({
      error: 'You do not have permission to change this book with these values. Nothing was saved.',
    })
  })

  test('a relation is offered by name, without ways to other forms', async ({ as }) => {
    const { field } = await openCell(as(), 'author_id')

    expect(field).toMatchObject({ value: '1', text: 'Ada Byron' })
    expect(field.meta.relation).toMatchObject({ addHref: null, openHref: null, forms: null })
  })
})

import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { z } from 'zod'
import { changePage, deletePage, listPage, permissionsPage, postList, postRecordAction } from '@/admin/server'
import { AdminError, defineAction, defineAdmin } from '@/admin'
import { defineSite } from '../accounts/define-site'
import type { AdminContext } from '../site/context'
import { auditLines } from '../testing/kit/audit-lines'
import { books, branches, librarySchema } from '../testing/kit/library'
import { adminOf, test } from '../testing/kit/site-test'

type Entry = [string, string]
const post = (ctx: AdminContext, entries: Entry[], table = 'books') => postList(ctx, adminOf(ctx, table), entries)
const chosen = (name: string, ...keys: string[]): Entry[] => [
  ['~action', name],
  ...keys.map((key): Entry => ['key', key]),
]

async function confirmOf(ctx: AdminContext, entries: Entry[]) {
  const answer = await post(ctx, entries)
  if ('href' in answer || answer.confirm === null) throw new Error(JSON.stringify(answer))
  return { ...answer.confirm, notice: answer.notice }
}

const sent: string[] = []
const admins = [
  defineAdmin(books, {
    actions: [
      defineAction(books, {
        name: 'move',
        label: 'Move',
        permission: 'change',
        form: z.object({
          shelf: z.string().min(2, 'At least two letters.').meta({ title: 'Shelf', description: 'Where it stands.' }),
          copies: z.number().int().default(3),
          rare: z.boolean(),
          note: z.enum(['new', 'used']).optional(),
        }),
        async run({ input, update, afterCommit }) {
          if (input.shelf === 'none') throw new AdminError('INVALID', 'No such shelf.')
          afterCommit(() => void sent.push(input.shelf))
          return `${await update({ notes: input.shelf, copies: input.copies, isRare: input.rare })} moved.`
        },
      }),
      {
        name: 'assign',
        label: 'Assign',
        permission: 'change',
        danger: true,
        form: ['branchId', 'published'],
        run: async ({ input, update }) => `${await update({ branchId: Number(input.branchId) })} assigned.`,
      },
      {
        name: 'refund',
        label: 'Refund',
        permission: 'refund',
        rows: (_, table) => eq(table.status, 'on shelf'),
        run: async ({ count }) => ({ message: `${count} refunded.`, href: '/admin/authors' }),
      },
      {
        name: 'labels',
        label: 'Labels',
        permission: 'view',
        run: async ({ count }) => ({
          message: `${count} labels.`,
          download: { name: 'labels.csv', type: 'text/csv', content: 'a,b\n' },
          table: { columns: ['Book'], rows: [['Engines']] },
        }),
      },
      {
        name: 'recount',
        label: 'Recount',
        permission: 'view',
        on: 'table',
        run: async ({ count }) => `Recounted ${count}.`,
      },
      { name: 'never', label: 'Never', permission: 'view', when: () => !JSON.parse('{'), run: async () => 'done' },
      {
        name: 'sometimes',
        label: 'Sometimes',
        permission: 'view',
        when: (actor) => actor.in('editors'),
        run: async () => 'done',
      },
      {
        name: 'order',
        label: 'Order',
        permission: 'change',
        danger: true,
        rehearse: false,
        async run({ rehearsal, update }) {
          sent.push(`ordered ${rehearsal}`)
          return `${await update({ status: 'ordered' })} ordered.`
        },
      },
    ],
  }),
]

describe('the form of an action', () => {
  test('F235: asks for the values of a schema, with its labels and errors, and runs with what it returns', async ({
    as,
    client,
  }) => {
    const ctx = as({ admins })
    sent.length = 0
    const first = await confirmOf(ctx, chosen('move', '1', '2'))

    expect(first).toMatchObject({ kind: 'form', page: { title: 'Move 2 selected books', button: 'Move' } })
    if (first.kind !== 'form') return
    expect(first.page.fields.map(({ meta, value }) => [meta.name, meta.label, meta.kind, meta.help, value])).toEqual([
      ['shelf', 'Shelf', 'text', 'Where it stands.', null],
      ['copies', 'Copies', 'integer', undefined, '3'],
      ['rare', 'Rare', 'boolean', undefined, null],
      ['note', 'Note', 'choice', undefined, null],
    ])
    const send = (values: Record<string, string>): Entry[] => [
      ...chosen('move', '1', '2'),
      ['~step', 'review'],
      ...Object.entries(values),
    ]
    expect(await confirmOf(ctx, send({ shelf: 'A', copies: 'x' }))).toMatchObject({
      page: { errors: { shelf: 'At least two letters.', copies: expect.any(String) } },
    })
    expect(await confirmOf(ctx, send({ shelf: '', copies: '2' }))).toMatchObject({
      page: { errors: { shelf: 'Required.' } },
    })
    expect(await confirmOf(ctx, send({ shelf: 'none' }))).toMatchObject({ notice: 'No such shelf.' })
    expect(await post(ctx, send({ shelf: 'B2', copies: '2', rare: 'true' }))).toMatchObject({
      notice: { text: '2 moved.' },
    })
    expect(sent).toEqual(['B2'])
    expect(await client`select notes, copies, is_rare from books where id = 1`).toEqual([
      { notes: 'B2', copies: 2, is_rare: true },
    ])
  })

  test('F234: takes columns as in the form, and is rehearsed if the action is dangerous', async ({ as, client }) => {
    const ctx = as({ admins })
    const entries: Entry[] = [...chosen('assign', '1', '2'), ['~step', 'review'], ['branch_id', '2']]
    const first = await confirmOf(ctx, chosen('assign', '1', '2'))
    expect(first).toMatchObject({
      kind: 'form',
      page: { fields: [{ meta: { kind: 'relation' } }, { meta: { kind: 'date' } }] },
    })

    const plan = await confirmOf(ctx, entries)
    expect(plan).toMatchObject({
      kind: 'plan',
      page: { sentence: '2 rows change.', editable: true },
      chosen: { inputs: [['branch_id', '2']] },
    })
    expect(await client`select distinct branch_id from books where id < 3`).toEqual([{ branch_id: 1 }])
    if (plan.kind !== 'plan') return
    await post(ctx, [...entries, ['~seal', plan.page.seal]])
    expect(await client`select distinct branch_id from books where id < 3`).toEqual([{ branch_id: 2 }])
    // The seal stands for these values.
    expect(
      await confirmOf(ctx, [
        ...chosen('assign', '1'),
        ['~step', 'review'],
        ['branch_id', '1'],
        ['~seal', plan.page.seal],
      ]),
    ).toMatchObject({ kind: 'plan', notice: expect.stringContaining('Nothing was changed') })
  })

  test('works on the page of a record', async ({ as, client }) => {
    const ctx = as({ admins })
    const admin = adminOf(ctx, 'books')
    const asked = await postRecordAction(ctx, admin, { key: '1', entries: [['~action', 'move']] })
    expect(asked).toMatchObject({ confirm: { kind: 'form', action: 'move', page: { title: 'Move 1 selected book' } } })
    const done = await postRecordAction(ctx, admin, {
      key: '1',
      entries: [
        ['~action', 'move'],
        ['~step', 'review'],
        ['shelf', 'C3'],
        ['copies', '1'],
      ],
    })
    expect(done).toMatchObject({ text: '1 moved.', undoHref: expect.any(String) })
    expect(await client`select notes from books where id = 1`).toEqual([{ notes: 'C3' }])
  })
})

describe('an action', () => {
  test('DJ-152 F234: can lead to another page, to a file, and to a table', async ({ as }) => {
    const ctx = as({ admins })
    expect(await post(ctx, chosen('refund', '1'))).toEqual({ notice: { text: '1 refunded.' }, href: '/admin/authors' })
    expect(await confirmOf(ctx, chosen('labels', '1', '2'))).toMatchObject({
      kind: 'result',
      page: {
        message: '2 labels.',
        download: { name: 'labels.csv', href: `data:text/csv;base64,${Buffer.from('a,b\n').toString('base64')}` },
        table: { columns: ['Book'], rows: [['Engines']] },
      },
    })
  })

  test('U10: takes no rows if it is one of the table', async ({ as }) => {
    const ctx = as({ admins })
    const page = await listPage(ctx, adminOf(ctx, 'books'), [])
    expect(page.tableActions.map(({ name }) => name)).toEqual(['recount'])
    expect(page.actions.map(({ name }) => name)).not.toContain('recount')
    expect(await post(ctx, chosen('recount'))).toMatchObject({ notice: { text: 'Recounted 0.' } })
  })

  test('F233 SEC-056: requires a permission of its own, which superusers can grant', async ({ as }) => {
    const granted = as({ admins, grants: ['books.view', 'books.refund'] })
    const others = as({ admins, grants: ['books.view', 'books.change'] })
    expect((await listPage(others, adminOf(others, 'books'), [])).actions.map(({ name }) => name)).not.toContain(
      'refund',
    )
    await expect(post(others, chosen('refund', '1'))).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await post(granted, chosen('refund', '1'))).toMatchObject({ notice: { text: '1 refunded.' } })
    await expect(post(as({ admins, grants: ['books.refund'] }), chosen('refund', '1'))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    const ctx = as({ admins })
    await ctx.db.execute(`insert into brolly.groups (id, name) values ('00000000-0000-4000-8000-0000000000f1', 'Shop')`)
    const page = await permissionsPage(ctx, { kind: 'group', id: '00000000-0000-4000-8000-0000000000f1' })
    expect(page.tables.find(({ path }) => path === 'books')?.own).toEqual([{ name: 'refund', label: 'Refund' }])
  })

  test('F232: is offered only where its rules allow the request and the row', async ({ as }) => {
    const ctx = as({ admins })
    const admin = adminOf(ctx, 'books')
    const names = async (key: string) =>
      (await changePage(ctx, admin, { key, list: '' })).actions.map(({ name }) => name)
    expect(await names('1')).toContain('refund')
    expect(await names('2')).not.toContain('refund')
    expect(await names('1')).not.toContain('sometimes')
    expect(await names('1')).not.toContain('never')
    await expect(post(ctx, chosen('sometimes', '1'))).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(post(ctx, chosen('refund', '1', '2'))).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const editor = as({ admins, groups: ['editors'] })
    expect(await post(editor, chosen('sometimes', '1'))).toMatchObject({ notice: { text: 'done' } })
  })

  test('that must not be rehearsed does not run before the user agrees', async ({ as, client }) => {
    const ctx = as({ admins })
    sent.length = 0
    const plan = await confirmOf(ctx, chosen('order', '1'))
    expect(plan).toMatchObject({ kind: 'plan', page: { button: 'Order 1 book', groups: [] } })
    expect(sent).toEqual([])
    if (plan.kind !== 'plan') return
    expect(await post(ctx, [...chosen('order', '1'), ['~seal', plan.page.seal]])).toMatchObject({
      notice: { text: '1 ordered.' },
    })
    expect(sent).toEqual(['ordered false'])
    expect(await auditLines(client)).toHaveLength(1)
  })

  test('F231 DJ-155: can be declared once for all tables, and can replace the delete', async ({ as, client }) => {
    const ctx = as()
    const stamp = { name: 'stamp', label: 'Stamp', permission: 'view' as const, run: async () => 'site' }
    const site = defineSite({
      title: 'Library',
      schema: librarySchema,
      secret: 'x'.repeat(32),
      actions: [stamp],
      admins: [
        defineAdmin(books, {
          actions: [
            { ...stamp, run: async () => 'book' },
            {
              name: 'delete',
              label: 'Withdraw',
              permission: 'delete',
              danger: true,
              run: async ({ update }) => `${await update({ status: 'lost' })} withdrawn.`,
            },
          ],
        }),
        defineAdmin(branches, {}),
      ],
    })
    const here = { ...ctx, site }
    expect(await post(here, chosen('stamp', '1'))).toMatchObject({ notice: { text: 'book' } })
    expect(await post(here, chosen('stamp', '1'), 'branches')).toMatchObject({ notice: { text: 'site' } })
    const { actions } = await listPage(here, adminOf(here, 'books'), [])
    expect(actions.map(({ label }) => label)).toEqual(['Edit…', 'Duplicate', 'Merge…', 'Stamp', 'Withdraw'])
    const plan = await confirmOf(here, chosen('delete', '1'))
    if (plan.kind !== 'plan') throw new Error('Nothing was asked.')
    await post(here, [...chosen('delete', '1'), ['~seal', plan.page.seal]])
    expect(await client`select status from books where id = 1`).toEqual([{ status: 'lost' }])
    const record = await changePage(here, adminOf(here, 'books'), { key: '2', list: '' })
    expect(record).toMatchObject({ deleteHref: null })
    expect(record.actions.map(({ label }) => label)).toEqual(['Stamp', 'Withdraw'])
    await expect(deletePage(here, adminOf(here, 'books'), { kind: 'keys', keys: ['2'] })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    expect((await listPage(here, adminOf(here, 'brolly.users'), [])).actions.map(({ name }) => name)).not.toContain(
      'stamp',
    )
  })
})

import { describe, expect } from 'vitest'
import { AdminError, listPage, postList, postRecordAction, runAction, type Selection } from '@/admin/server'
import { defineAdmin } from '@/admin'
import { ne } from 'drizzle-orm'
import { books } from '../testing/kit/library'
import { auditLines } from '../testing/kit/audit-lines'
import { adminOf, test, type Asking } from '../testing/kit/site-test'
import type { AdminContext } from '../site/context'

const seen: string[][] = []
const admins = [
  defineAdmin(books, {
    actions: [
      {
        name: 'lose',
        label: 'Mark as lost',
        permission: 'change',
        async run({ db, where, table, count, update }) {
          const rows = await db.select({ id: table.id }).from(table).where(where).orderBy(table.id)
          seen.push(rows.map((row) => String(row.id)))
          return `${await update({ status: 'lost' })} of ${count} are lost now.`
        },
      },
      { name: 'own', label: 'Own', run: async () => 'done' },
      { name: 'peek', label: 'Peek', permission: 'view', run: async ({ count }) => `${count} seen` },
      {
        name: 'break',
        label: 'Break',
        permission: 'change',
        async run({ update }) {
          await update({ status: 'lost' })
          throw new AdminError('INVALID', 'Not on a Sunday.')
        },
      },
      {
        name: 'tell',
        label: 'Tell',
        permission: 'change',
        run: async ({ update }) => `${await update({ accessToken: 'CANARY', copies: -5 })}`,
      },
      {
        name: 'token',
        label: 'Token',
        permission: 'change',
        run: async ({ update }) => `${await update({ accessToken: 'CANARY' })}`,
      },
      {
        name: 'count',
        label: 'Count',
        permission: 'change',
        run: async ({ update }) => `${await update({ price: '12.5', isRare: false })}`,
      },
    ],
  }),
]
const run = (ctx: AdminContext, name: string, selection: Selection = { kind: 'keys', keys: ['1', '3'] }) =>
  runAction(ctx, adminOf(ctx, 'books'), { name, selection })
const asking = (...grants: string[]): Asking => ({ admins, grants })

describe('an action', () => {
  test('DJ-148: gets exactly the chosen rows, and each changed one is in the log', async ({ as, client }) => {
    const ctx = as({ admins })
    seen.length = 0

    expect(await run(ctx, 'lose')).toBe('1 of 2 are lost now.')

    expect(seen).toEqual([['1', '3']])
    expect((await client`select id::int from books where status = 'lost' order by id`).map((row) => row.id)).toEqual([
      1, 3,
    ])
    expect((await auditLines(client)).map(({ key, action, changes }) => ({ key, action, changes }))).toEqual([
      { key: '1', action: 'lose', changes: { status: ['on shelf', 'lost'], changed_by: [null, 'stamped by code'] } },
    ])
  })

  test('applies to all rows that match the list, on every page of it', async ({ as, client }) => {
    const ctx = as({ admins })
    const parameters = [
      ['status.eq', 'on shelf'],
      ['size', '1'],
      ['page', '2'],
    ] as const

    expect(await run(ctx, 'lose', { kind: 'all', parameters })).toBe('2 of 2 are lost now.')
    expect(await client`select 1 from books where status = 'lost'`).toHaveLength(3)
    await expect(run(ctx, 'lose', { kind: 'all', parameters: [['status.x', '']] })).rejects.toMatchObject({
      code: 'BAD_QUERY',
    })
  })

  test('DJ-152 I2: that fails changes nothing and gives the reason', async ({ as, client }) => {
    const ctx = as({ admins })

    await expect(run(ctx, 'break')).rejects.toMatchObject({ code: 'INVALID', message: 'Not on a Sunday.' })
    await expect(run(ctx, 'tell')).rejects.toMatchObject({ code: 'INVALID', fields: { copies: expect.any(String) } })

    expect(await client`select 1 from books where status = 'lost'`).toHaveLength(1)
    expect(await auditLines(client)).toEqual([])
  })

  test('writes a secret into the log as set, not by value', async ({ as, client }) => {
    const ctx = as({ admins })

    await run(ctx, 'token', { kind: 'keys', keys: ['1'] })

    const [entry] = await auditLines(client)
    expect(entry?.changes).toEqual({ access_token: null, changed_by: [null, 'stamped by code'] })
  })

  test('REL-073: does not change a row that already has the values, however they are written', async ({
    as,
    client,
  }) => {
    const ctx = as({ admins })
    await client`update books set changed_by = 'stamped by code'`

    await run(ctx, 'count', { kind: 'keys', keys: ['1'] })

    expect(await auditLines(client)).toEqual([])
  })

  test('on deleted rows, on none, on too many and on invalid keys', async ({ as }) => {
    const ctx = as({ admins })

    await expect(run(ctx, 'peek', { kind: 'keys', keys: ['98', '99'] })).rejects.toMatchObject({ code: 'INVALID' })
    await expect(run(ctx, 'peek', { kind: 'keys', keys: [] })).rejects.toMatchObject({ code: 'INVALID' })
    await expect(
      run(ctx, 'peek', { kind: 'keys', keys: Array.from({ length: 1001 }, (_, index) => String(index)) }),
    ).rejects.toMatchObject({ code: 'INVALID' })
    await expect(run(ctx, 'peek', { kind: 'keys', keys: ['1', '1,2'] })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await run(ctx, 'peek', { kind: 'keys', keys: ['1', 'x', '99999999999999999999'] })).toBe('1 seen')
    expect(await run(ctx, 'peek', { kind: 'keys', keys: ['1', '1'] })).toBe('1 seen')
  })

  test.for(['__proto__', 'constructor', 'delete', 'nothing', ''])(
    'SEC-104: called “%s” is not there',
    async (name, { as }) => {
      await expect(run(as({ admins }), name)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    },
  )
})

describe('confirmations', () => {
  const asked = [
    defineAdmin(books, {
      permissions: { view: (actor, table) => actor.isSuperuser || ne(table.status, 'lost') },
      actions: [
        { name: 'peek', label: 'Peek', permission: 'view', run: async ({ count }) => `${count} seen` },
        {
          name: 'lose',
          label: 'Lose',
          permission: 'change',
          danger: true,
          run: async ({ update }) => `${await update({ status: 'lost' })} lost`,
        },
      ],
    }),
  ]
  const planOf = (answer: Awaited<ReturnType<typeof postList>>) => {
    if ('href' in answer || answer.confirm?.kind !== 'plan') throw new Error('Nothing was asked.')
    return answer.confirm.page
  }
  const post = (ctx: AdminContext, entries: [string, string][]) => postList(ctx, adminOf(ctx, 'books'), entries)

  test('one row, all that match, and all but one: the page shows the number of rows that it changes', async ({
    as,
    client,
  }) => {
    const ctx = as({ admins: asked })
    const chosen: [string, string][] = [
      ['key', '2'],
      ['~all', '1'],
      ['~except', '1'],
      ['~list', 'page=1'],
      ['~action', 'lose'],
    ]
    const others = (await client<{ id: number }[]>`select id::int from books where id <> 1 order by id`).length

    const first = await post(ctx, chosen)
    expect(first).toMatchObject({ confirm: { kind: 'plan', chosen: { except: ['1'] } } })
    // One of them is lost already.
    expect(planOf(first)).toMatchObject({ title: `Lose ${others} books`, button: `Lose ${others - 1} books` })
    expect(await client`select 1 from books where status = 'lost'`).toHaveLength(1)

    expect(await post(ctx, [...chosen, ['~seal', planOf(first).seal]])).toMatchObject({
      notice: { text: expect.any(String) },
    })
    expect(await client`select id::int from books where status is distinct from 'lost'`).toEqual([{ id: 1 }])
  })

  test('an action marked as dangerous, and any over all that match; a harmless one on ticked rows runs', async ({
    as,
  }) => {
    const ctx = as({ admins: asked })

    expect(
      await post(ctx, [
        ['key', '1'],
        ['~action', 'peek'],
      ]),
    ).toMatchObject({ notice: { text: '1 seen' } })
    expect(
      await post(ctx, [
        ['key', '1'],
        ['~action', 'lose'],
      ]),
    ).toMatchObject({
      confirm: {
        page: {
          title: 'Lose 1 book',
          danger: true,
          sentence: '1 row changes.',
          groups: [{ count: 1, kind: 'change' }],
        },
      },
    })
    expect(
      await post(ctx, [
        ['~all', '1'],
        ['~action', 'peek'],
      ]),
    ).toMatchObject({ confirm: { kind: 'plan' } })
    expect(
      await postRecordAction(ctx, adminOf(ctx, 'books'), { key: '1', entries: [['~action', 'lose']] }),
    ).toMatchObject({ confirm: { action: 'lose', page: { button: 'Lose 1 book' } } })
  })

  test('I2: another outcome than the one agreed to changes nothing and is shown', async ({ as, client }) => {
    const ctx = as({ admins: asked })
    const before = await client`select id, status from books order by id`

    const answer = await post(ctx, [
      ['~all', '1'],
      ['~action', 'lose'],
      ['~seal', 'forged'],
    ])

    expect(answer).toMatchObject({
      notice: expect.stringContaining('Nothing was changed'),
      confirm: { kind: 'plan' },
    })
    expect(await client`select id, status from books order by id`).toEqual(before)
  })

  test('a row that may not be viewed gets the same response as one that does not exist', async ({ as, client }) => {
    const [hidden] = await client<{ id: string }[]>`update books set status = 'lost' where id = 3 returning id::text`
    const ctx = as({ admins: asked, grants: ['books.view', 'books.change'] })
    const outcome = (key: string) =>
      run(ctx, 'lose', { kind: 'keys', keys: [key] }).catch((error: unknown) => String(error))

    expect(await outcome(hidden?.id ?? '')).toBe(await outcome('987654'))
  })
})

test('SEC-056: each permission allows its own actions, and none allows an action that requires none', async ({
  as,
}) => {
  const open = async (asked: Asking) => {
    const ctx = as(asked)
    const outcomes: string[] = []
    for (const name of ['lose', 'own', 'peek']) {
      const outcome: unknown = await run(ctx, name, { kind: 'keys', keys: ['1'] }).catch((error: unknown) => error)
      if (outcome instanceof AdminError) expect(outcome.code).toBe('FORBIDDEN')
      else outcomes.push(name)
    }
    return outcomes
  }

  expect(await open(asking())).toEqual([])
  expect(await open(asking('books.add', 'books.delete'))).toEqual([])
  expect(await open(asking('books.view'))).toEqual(['peek'])
  expect(await open(asking('books.change'))).toEqual(['lose', 'peek'])
  expect(await open({ admins })).toEqual(['lose', 'own', 'peek'])
})

test('SEC-056: only actions that the actor may run are offered', async ({ as }) => {
  const offered = async (asked: Asking) => {
    const ctx = as(asked)
    return (await listPage(ctx, adminOf(ctx, 'books'), [])).actions.map((action) => action.name)
  }

  expect(await offered(asking('books.view'))).toEqual(['peek'])
  expect(await offered(asking('books.change', 'books.delete'))).not.toContain('own')
  expect(await offered({ admins })).toContain('own')
})

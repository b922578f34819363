import { describe, expect } from 'vitest'
import { changePage, changeRecord, ConflictError, postedForm } from '@/admin/server'
import { auditLines } from '../testing/kit/audit-lines'
import { fieldsOf, postOf } from '../testing/kit/posts'
import { adminOf, test } from '../testing/kit/site-test'
import type { AdminContext } from '../site/context'

const open = (ctx: AdminContext, key = '1') => changePage(ctx, adminOf(ctx, 'books'), { key, list: '' })
const save = async (ctx: AdminContext, typed: Record<string, string | null>, key = '1') =>
  changeRecord(ctx, adminOf(ctx, 'books'), { key, form: postOf(await open(ctx, key), typed) })

describe('two users at once', () => {
  test('REL-001: changes to different columns are put together for one more click', async ({ as, client }) => {
    const ctx = as()
    const mine = postOf(await open(ctx), { title: 'Mine' })
    await save(as({ email: 'ada@example.org' }), { copies: '5' })

    const error = await changeRecord(ctx, adminOf(ctx, 'books'), { key: '1', form: mine }).catch(
      (thrown: unknown) => thrown,
    )

    expect(error).toBeInstanceOf(ConflictError)
    const { conflict } = error instanceof ConflictError ? error : { conflict: null }
    expect(conflict).toMatchObject({ by: expect.stringContaining('ada@example.org'), deleted: false })
    expect(conflict?.rows.map((row) => [row.name, row.base, row.theirs, row.mine, row.changedBy])).toEqual([
      ['title', 'Engines', 'Engines', 'Mine', 'me'],
      ['copies', '1', '5', '5', 'them'],
    ])
    expect((await client`select title, copies from books where id = 1`)[0]).toEqual({ title: 'Engines', copies: 5 })

    const again = new Map([
      ...mine,
      ['~version', conflict?.version ?? ''],
      ['~base', conflict?.base ?? ''],
      ['copies', '5'],
    ])
    await changeRecord(ctx, adminOf(ctx, 'books'), { key: '1', form: again })
    expect((await client`select title, copies from books where id = 1`)[0]).toEqual({ title: 'Mine', copies: 5 })
  })

  test('REL-001: changes to the same column show both', async ({ as, client }) => {
    const ctx = as()
    const mine = postOf(await open(ctx), { title: 'Mine' })
    await client`update books set title = 'Theirs' where id = 1`

    const error = await changeRecord(ctx, adminOf(ctx, 'books'), { key: '1', form: mine }).catch(
      (thrown: unknown) => thrown,
    )

    expect(error).toMatchObject({
      code: 'CONFLICT',
      conflict: {
        by: null,
        rows: [
          { name: 'title', base: 'Engines', theirs: 'Theirs', mine: 'Mine', mineValue: 'Mine', changedBy: 'both' },
        ],
      },
    })
    expect((await client`select title from books where id = 1`)[0]?.title).toBe('Theirs')
  })

  test('a conflict shows no secret', async ({ as, client }) => {
    const ctx = as()
    const mine = postOf(await open(ctx), { access_token: 'CANARY-mine' })
    await client`update books set access_token = 'CANARY-theirs' where id = 1`

    const error = await changeRecord(ctx, adminOf(ctx, 'books'), { key: '1', form: mine }).catch(
      (thrown: unknown) => thrown,
    )

    expect(error).toMatchObject({ code: 'CONFLICT' })
    expect(JSON.stringify(error)).not.toContain('CANARY')
  })

  test('REL-002 I1: of ten edits at once none is lost', async ({ as, client }) => {
    const ctx = as()
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const page = await open(ctx)
        const copies = fieldsOf(page).find((field) => field.meta.name === 'copies')?.value ?? '0'
        return changeRecord(ctx, adminOf(ctx, 'books'), {
          key: '1',
          form: postOf(page, { copies: String(Number(copies) + 1) }),
        }).then(
          () => 'saved',
          (error: { code: string }) => error.code,
        )
      }),
    )
    const saved = outcomes.filter((outcome) => outcome === 'saved').length

    expect(outcomes.filter((outcome) => outcome === 'CONFLICT')).toHaveLength(10 - saved)
    expect((await client`select copies from books where id = 1`)[0]?.copies).toBe(1 + saved)
    expect(await auditLines(client)).toHaveLength(saved)
  })

  test('a row that was deleted meanwhile is distinguished from one that never existed', async ({ as, client }) => {
    const ctx = as()
    const form = postOf(await open(ctx, '4'), { title: 'Mine' })
    await client`insert into brolly.audit_entries (actor_label, "table", key, label, action) values ('x', 'books', '4', 'Winds', 'delete')`
    await client`delete from books where id = 4`

    await expect(changeRecord(ctx, adminOf(ctx, 'books'), { key: '4', form })).rejects.toMatchObject({
      code: 'CONFLICT',
      conflict: { deleted: true },
    })
    await expect(changeRecord(ctx, adminOf(ctx, 'books'), { key: '77', form })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  test.for([
    ['no version', []],
    ['a word for a version', [['~version', 'new']]],
    ['a version of SQL', [['~version', '0 or true']]],
  ] as [string, [string, string][]][])('a form with %s saves nothing', async ([, entries], { as }) => {
    const ctx = as()

    await expect(
      changeRecord(ctx, adminOf(ctx, 'books'), { key: '1', form: postedForm([...entries, ['title', 'X']]) }),
    ).rejects.toMatchObject({ code: 'INVALID' })
  })
})

test('REL-015: the same form of a change sent twice, one after the other or at once, is one change', async ({
  as,
  client,
}) => {
  const ctx = as()
  const first = postOf(await open(ctx), { title: 'Mine' })
  const send = (form: typeof first) => changeRecord(ctx, adminOf(ctx, 'books'), { key: '1', form })

  expect([await send(first), await send(first)].map(({ changed }) => changed)).toEqual([true, false])
  const second = postOf(await open(ctx), { title: 'Mine again' })
  const both = await Promise.all([send(second), send(second)])

  expect(both.filter(({ changed }) => changed)).toHaveLength(1)
  expect(await auditLines(client)).toHaveLength(2)
})

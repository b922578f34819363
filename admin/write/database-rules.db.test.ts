import { describe, expect, onTestFinished } from 'vitest'
import type { Sql } from 'postgres'
import { addPage, addRecord, AdminError, changePage, changeRecord, deletePage, postDelete } from '@/admin/server'
import { postList } from '../pages/post-list'
import { auditLines } from '../testing/kit/audit-lines'
import { boxTest as test } from '../testing/kit/boxes'
import { postOf } from '../testing/kit/posts'
import { adminOf } from '../testing/kit/site-test'
import type { AdminContext } from '../site/context'
import { readableRule } from './rule-text'

/** Statements that hold for this test only. */
async function withRules(client: Sql, rules: string, undo: string): Promise<void> {
  onTestFinished(async () => void (await client.unsafe(undo)))
  await client.unsafe(rules)
}

async function remove(ctx: AdminContext, key: string) {
  const admin = adminOf(ctx, 'boxes')
  const page = await deletePage(ctx, admin, { kind: 'keys', keys: [key] })
  return postDelete(ctx, admin, { key, entries: [['~total', String(page.total)]] })
}

const refused = async (result: Promise<unknown>) => {
  const error = await result.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof AdminError)) throw new Error('It was not refused.', { cause: error })
  return { code: error.code, message: error.message }
}

const keptNotice = (label: string) =>
  `The database kept box “${label}”: a trigger or rule of the table overrides deletes.`

describe('a delete that the database replaces', () => {
  test('a trigger that marks the row: the row and its dependants stay, and the mark is audited', async ({
    as,
    client,
  }) => {
    await withRules(
      client,
      `create function mark() returns trigger language plpgsql as $$ begin
         update boxes set note = 'deleted' where id = old.id; return null; end $$;
       create trigger mark before delete on boxes for each row execute function mark()`,
      'drop trigger mark on boxes; drop function mark',
    )
    await client`insert into left_sides values (1, 2)`

    const done = await remove(as(), '2')

    expect(done.notice).toEqual({ text: keptNotice('Big'), tone: 'warning' })
    expect([...(await client`select id, note from boxes where id in (2, 3, 4) order by id`)]).toEqual([
      { id: 2, note: 'deleted' },
      { id: 3, note: null },
      { id: 4, note: null },
    ])
    expect(await client`select id from left_sides`).toHaveLength(1)
    expect((await auditLines(client)).map(({ key, action, changes }) => ({ key, action, changes }))).toEqual([
      { key: '2', action: 'change', changes: { note: ['n', 'deleted'] } },
    ])
  })

  test.for([
    ['nothing', 'do instead nothing', null],
    ['an update', `do instead update boxes set note = 'gone' where id = old.id`, 'gone'],
    ['two statements', `do instead (update boxes set note = 'gone' where id = old.id; select 1)`, 'gone'],
  ] as const)('a rule that does %s instead keeps the row', async ([, rule, note], { as, client }) => {
    await withRules(client, `create rule kept as on delete to boxes ${rule}`, 'drop rule kept on boxes')

    const done = await remove(as(), '6')

    expect(done.notice.text).toBe(keptNotice('Alone'))
    expect([...(await client`select note from boxes where id = 6`)]).toEqual([{ note }])
  })

  test('of several selected rows, those that can be deleted are, and the others are counted', async ({
    as,
    client,
  }) => {
    await withRules(
      client,
      `create function keep() returns trigger language plpgsql as $$ begin return null; end $$;
       create trigger keep before delete on boxes for each row when (old.name = 'Own') execute function keep()`,
      'drop trigger keep on boxes; drop function keep',
    )
    const ctx = as()
    const chosen: [string, string][] = [
      ['~action', 'delete'],
      ['key', '5'],
      ['key', '6'],
    ]

    const done = await postList(ctx, adminOf(ctx, 'boxes'), [...chosen, ['~total', '2']])

    expect('notice' in done && done.notice).toEqual({
      undoHref: '/admin/-/undo/request-1',
      text: '1 row deleted. The database kept 1 of the selected rows: a trigger or rule of the table overrides deletes.',
    })
    expect([...(await client`select id from boxes where id in (5, 6)`)]).toEqual([{ id: 5 }])
    expect((await auditLines(client)).map(({ key, action }) => [key, action])).toEqual([['6', 'delete']])
  })

  test('a rule that keeps dependants of the row is reported as a rule', async ({ as, client }) => {
    await withRules(
      client,
      'create rule kept as on delete to left_sides do instead nothing',
      'drop rule kept on left_sides',
    )
    await client`insert into left_sides values (1, 6)`

    expect(await refused(remove(as(), '6'))).toEqual({
      code: 'INVALID',
      message: 'A rule of the database replaces this operation. Nothing was deleted.',
    })
  })

  test.for(['P0001', '23514', 'ZZ001'])(
    'an exception with code %s is shown with its hint',
    async (code, { as, client }) => {
      await withRules(
        client,
        `create function stop() returns trigger language plpgsql as $$ begin
         raise exception 'This box is sealed' using errcode = '${code}', hint = 'Break the seal first'; end $$;
       create trigger stop before delete on boxes for each row execute function stop()`,
        'drop trigger stop on boxes; drop function stop',
      )

      expect(await refused(remove(as(), '6'))).toMatchObject({
        message: 'This box is sealed. Break the seal first. Nothing was deleted.',
      })
      expect(await client`select id from boxes where id = 6`).toHaveLength(1)
    },
  )
})

describe('a save that the database replaces', () => {
  const change = async (ctx: AdminContext) => {
    const admin = adminOf(ctx, 'boxes')
    const page = await changePage(ctx, admin, { key: '6', list: '' })
    return changeRecord(ctx, admin, { key: '6', form: postOf(page, { note: 'mine' }) })
  }
  const add = async (ctx: AdminContext) => {
    const admin = adminOf(ctx, 'boxes')
    return addRecord(
      ctx,
      admin,
      postOf(await addPage(ctx, admin, { list: '', prefill: [] }), { id: '77', name: 'New' }),
    )
  }
  const words = (what: string) =>
    `The database did not accept the ${what}: a trigger or rule of the table overrides it. Nothing was saved.`
  const instead = 'A rule of the database replaces this operation. Nothing was saved.'

  test.for([
    [
      'a trigger on update',
      'create trigger t before update on boxes for each row execute function no()',
      change,
      words('change'),
    ],
    ['a rule on update', 'create rule r as on update to boxes do instead nothing', change, words('change')],
    [
      'a trigger on insert',
      'create trigger t before insert on boxes for each row execute function no()',
      add,
      words('row'),
    ],
    ['a rule on insert', 'create rule r as on insert to boxes do instead nothing', add, instead],
  ] as const)(
    '%s that does nothing is reported, and nothing is audited',
    async ([, rule, save, message], { as, client }) => {
      await withRules(
        client,
        `create function no() returns trigger language plpgsql as $$ begin return null; end $$; ${rule}`,
        `drop function no cascade; drop rule if exists r on boxes`,
      )

      expect((await refused(save(as()))).message).toBe(message)
      expect(await auditLines(client)).toEqual([])
    },
  )
})

test('a CHECK is put into words, with its literals unchanged', ({ as }) => {
  const { columns } = adminOf(as(), 'boxes').table
  const told = (rule: string) => readableRule(rule, columns)

  expect(told('id > 0::numeric AND id <= 10')).toBe('ID > 0 and ID ≤ 10')
  expect(told(`name = ANY (ARRAY['a::text'::text, 'name'::character varying(3)])`)).toBe(
    `Name is one of 'a::text', 'name'`,
  )
  expect(told(`(name <> ALL (ARRAY['a'::text, 'b'::text])) OR note IS NOT NULL`)).toBe(
    `(Name is none of 'a', 'b') or Note is set`,
  )
  expect(told('"name" IS NOT NULL OR note IS NULL')).toBe('Name is set or Note is empty')
  expect(told(`length(name) >= 3 AND note ~ '^[a-z]+$'::text`)).toBe(`length(Name) ≥ 3 and Note matches '^[a-z]+$'`)
})

import { describe, expect } from 'vitest'
import { defineAdmin } from '@/admin'
import { changePage, changeRecord } from '@/admin/server'
import { auditLines } from '../testing/kit/audit-lines'
import { postOf } from '../testing/kit/posts'
import { books } from '../testing/kit/library'
import { adminOf, test } from '../testing/kit/site-test'
import type { AdminContext } from '../site/context'

const open = (ctx: AdminContext, key = '1') => changePage(ctx, adminOf(ctx, 'books'), { key, list: '' })
const save = async (ctx: AdminContext, typed: Record<string, string | null>, key = '1') =>
  changeRecord(ctx, adminOf(ctx, 'books'), { key, form: postOf(await open(ctx, key), typed) })

describe('what a save changes', () => {
  test('DJ-135 I8: the changed columns and no others', async ({ as, client }) => {
    const ctx = as()
    const form = postOf(await open(ctx), { title: 'Machines' })
    // Changes every other column without changing the version that the form sees.
    await client.unsafe(`create or replace function note() returns trigger language plpgsql as $$ begin
      insert into notices (text) select key from jsonb_each(to_jsonb(new)) n join jsonb_each(to_jsonb(old)) o using (key) where n.value is distinct from o.value;
      return new; end $$;
      create trigger note after update of subtitle, isbn, author_id, branch_id, price, copies, rating, status, is_rare, published, notes, access_token, slug, seen_at, added_at on books
      for each row execute function note()`)

    await changeRecord(ctx, adminOf(ctx, 'books'), { key: '1', form })
    await client.unsafe('drop trigger note on books')

    expect(await client`select text from notices where text <> 'Closed on Monday'`).toEqual([])
    expect((await client`select title, title_length, changed_by from books where id = 1`)[0]).toEqual({
      title: 'Machines',
      title_length: 8,
      changed_by: 'stamped by code',
    })
  })

  test.for(['1', '2', '3', '4'])(
    'REL-073 DJ-245: an unchanged form of row %s writes nothing',
    async (key, { as, client }) => {
      const before = await client`select xmin, * from books where id = ${key}`

      expect(await save(as(), {}, key)).toMatchObject({ changed: false })

      expect(await client`select xmin, * from books where id = ${key}`).toEqual(before)
      expect(await auditLines(client)).toEqual([])
    },
  )

  test.for([
    ['a lone CR', 'a\rb'],
    ['CRLF', 'a\r\nb'],
    ['CR and LF in turns', '\ra\n\rb\r\n\n'],
    ['a leading line break', '\r\na'],
  ] as const)(
    'an untouched text with %s stays unchanged, whatever a browser does to it',
    async ([, text], { as, client }) => {
      await client`update books set notes = ${text} where id = 1`
      const ctx = as()
      const page = await open(ctx)
      // As a browser sends a text area: LF for every line end, then CRLF for every LF.
      const sent = text.replaceAll(/\r\n?/gu, '\n').replaceAll('\n', '\r\n')

      const form = postOf(page, { title: 'Machines' })
      await changeRecord(ctx, adminOf(ctx, 'books'), { key: '1', form: new Map([...form, ['notes', sent]]) })

      expect(await client`select title, notes from books where id = 1`).toEqual([{ title: 'Machines', notes: text }])
    },
  )

  test('REL-003 REL-066 REL-067 REL-069: values that no JavaScript number or date can represent are preserved', async ({
    as,
    client,
  }) => {
    await client`delete from loans`
    await client`delete from book_tags`
    await client`update books set id = 9007199254740993, price = 12345678901234567890.000000000000000001,
      seen_at = '2026-03-29 01:30:00.123457+00', added_at = '0044-03-15 00:00:00 BC', rating = 'NaN', published = 'infinity' where id = 1`
    const before =
      await client`select price::text, seen_at::text, added_at::text, rating::text, published::text from books where id = 9007199254740993`

    for (const timeZone of ['UTC', 'Europe/Berlin', 'Pacific/Kiritimati'])
      expect(await save(as({ timeZone }), {}, '9007199254740993')).toMatchObject({ changed: false })
    await save(as(), { title: 'Machines' }, '9007199254740993')

    expect(
      await client`select price::text, seen_at::text, added_at::text, rating::text, published::text from books where id = 9007199254740993`,
    ).toEqual(before)
  })

  test('REL-073: NULL and the empty text are distinguished in both directions', async ({ as, client }) => {
    const ctx = as()
    const value = async () => (await client`select subtitle from books where id = 1`)[0]?.subtitle

    await save(ctx, { subtitle: '' })
    expect(await value()).toBe('')
    await save(ctx, { subtitle: null })
    expect(await value()).toBeNull()
    await save(ctx, { price: '' })
    expect((await client`select price from books where id = 1`)[0]?.price).toBeNull()
    expect((await auditLines(client)).map(({ changes }) => changes.subtitle ?? changes.price)).toEqual([
      [null, ''],
      ['', null],
      ['12.500000000000000000', null],
    ])
  })

  test.for([
    ['false', false],
    ['0', false],
    ['off', false],
    ['no', false],
    ['FALSE', false],
    ['', null],
    ['true', true],
    ['maybe', null],
  ] as const)('SEC-116 SEC-123: “%s” for a yes or no is %s', async ([text, stored], { as, client }) => {
    await client`update books set is_rare = ${stored !== true} where id = 1`
    const ctx = as()
    const page = await open(ctx)
    const form = new Map([...postOf(page), ['is_rare', text]])

    const saved = await changeRecord(ctx, adminOf(ctx, 'books'), { key: '1', form }).catch((error: unknown) => error)

    if (stored === null) expect(saved).toMatchObject({ code: 'INVALID', fields: { is_rare: expect.any(String) } })
    expect((await client`select is_rare from books where id = 1`)[0]?.is_rare).toBe(stored ?? true)
  })

  test('a box that is not ticked is sent by no browser and means no', async ({ as, client }) => {
    await client`update books set is_rare = true where id = 1`

    await save(as(), { is_rare: 'false' })

    expect((await client`select is_rare from books where id = 1`)[0]?.is_rare).toBe(false)
  })

  test('SEC-113: names that are not inputs of the form are ignored', async ({ as, client }) => {
    await save(as(), {
      title: 'Machines',
      id: '99',
      title_length: '3',
      changed_by: 'me',
      xmin: '1',
      ctid: '(0,1)',
      __proto__: 'x',
    })

    expect((await client`select id::text, title_length, changed_by from books where title = 'Machines'`)[0]).toEqual({
      id: '1',
      title_length: 8,
      changed_by: 'stamped by code',
    })
    expect('x' in {}).toBe(false)
  })

  test('SEC-047 SEC-216: a secret is kept if left empty, changed if entered, and its value is never shown', async ({
    as,
    client,
  }) => {
    const ctx = as()
    await save(ctx, { title: 'Machines' })
    expect((await client`select access_token from books where id = 1`)[0]?.access_token).toBe('CANARY-token-1')

    await save(ctx, { access_token: 'CANARY-new' })

    const [entry] = (await auditLines(client)).toReversed()
    expect((await client`select access_token from books where id = 1`)[0]?.access_token).toBe('CANARY-new')
    expect(entry?.changes).toEqual({ access_token: null, changed_by: undefined })
    expect(JSON.stringify([await open(ctx), await auditLines(client)])).not.toContain('CANARY')
  })

  test('SEC-222: the audit log names the actor of the session, whatever the form contains', async ({ as, client }) => {
    await save(as({ email: 'real@example.org' }), {
      title: 'Machines',
      actor: 'other',
      actor_label: 'other',
      '~actor': 'x',
    })

    expect(await auditLines(client)).toEqual([
      {
        actor: 'real@example.org',
        table: 'books',
        key: '1',
        label: 'Machines',
        action: 'change',
        changes: { title: ['Engines', 'Machines'], title_length: ['7', '8'], changed_by: [null, 'stamped by code'] },
        request: 'request-1',
      },
    ])
  })
})

test('a column in two sections has one input, and its value is saved', async ({ as, client }) => {
  const twice = defineAdmin(books, {
    // Depends on the request, so that `check` cannot find it.
    form: { sections: () => [{ fields: ['title', 'authorId'] }, { fields: ['title', 'subtitle'] }] },
  })
  const ctx = as({ admins: [twice] })
  const page = await open(ctx)

  expect(page.sections.map((section) => section.fields.map((field) => field.meta.name))).toEqual([
    ['title', 'author_id'],
    ['subtitle'],
  ])
  await changeRecord(ctx, adminOf(ctx, 'books'), { key: '1', form: postOf(page, { title: 'Once' }) })
  expect(await client`select title from books where id = 1`).toEqual([{ title: 'Once' }])
})

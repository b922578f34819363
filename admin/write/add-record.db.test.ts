import { describe, expect } from 'vitest'
import { addPage, addRecord, AdminError } from '@/admin/server'
import { auditLines } from '../testing/kit/audit-lines'
import { fieldsOf, postOf } from '../testing/kit/posts'
import { adminOf, test } from '../testing/kit/site-test'
import type { AdminContext } from '../site/context'

const blank = (ctx: AdminContext, path = 'books') => addPage(ctx, adminOf(ctx, path), { list: '', prefill: [] })
const add = async (ctx: AdminContext, typed: Record<string, string | null>, path = 'books') =>
  addRecord(ctx, adminOf(ctx, path), postOf(await blank(ctx, path), typed))

describe('a row that is added', () => {
  test('REL-079: leaves defaults to the database and to the schema', async ({ as, client }) => {
    const { key } = await add(as(), { title: 'New' })

    expect(
      (
        await client`select copies, status, is_rare, slug, changed_by, title_length, subtitle, added_at > now() - interval '1 minute' as now from books where id = ${key}`
      )[0],
    ).toEqual({
      copies: 1,
      status: 'ordered',
      is_rare: false,
      slug: 'made-by-code',
      changed_by: 'stamped by code',
      title_length: 3,
      subtitle: null,
      now: true,
    })
  })

  test('is in the log with all its values, its secrets as set', async ({ as, client }) => {
    await add(as(), { title: 'New', access_token: 'CANARY', price: '1.50', slug: 'x' })

    const [entry] = await auditLines(client)
    expect(entry).toMatchObject({ action: 'add', key: '5', label: 'New', request: 'request-1' })
    expect(entry?.changes).toMatchObject({
      title: [null, 'New'],
      price: [null, '1.500000000000000000'],
      access_token: null,
    })
    expect(JSON.stringify(entry)).not.toContain('CANARY')
  })

  test('DJ-165: starts with the values of the query string, where they are valid', async ({ as }) => {
    const ctx = as()
    const page = await addPage(ctx, adminOf(ctx, 'books'), {
      list: 'q=x',
      prefill: [
        ['title', 'Given'],
        ['author_id', '1'],
        ['access_token', 'no'],
        ['nothing', 'x'],
        ['title_length', '9'],
      ],
    })
    const values = Object.fromEntries(fieldsOf(page).map((field) => [field.meta.name, [field.value, field.text]]))

    expect(values).toMatchObject({ title: ['Given', null], author_id: ['1', 'Ada Byron'], access_token: [null, null] })
    expect(values).not.toHaveProperty('title_length')
    expect(page.listHref).toBe('/admin/books?q=x')
  })

  test('REL-015 SEC-110: is one row, however often its form is sent', async ({ as, client }) => {
    const ctx = as()
    const form = postOf(await blank(ctx), { title: 'Once' })
    const send = () => addRecord(ctx, adminOf(ctx, 'books'), form)

    const first = await send()
    const second = await send()
    const form2 = postOf(await blank(ctx), { title: 'Twice' })
    const both = await Promise.all([1, 2, 3].map(() => addRecord(ctx, adminOf(ctx, 'books'), form2)))

    expect(second.key).toBe(first.key)
    expect(new Set(both.map(({ key }) => key)).size).toBe(1)
    expect(await client`select title from books where title in ('Once', 'Twice') order by title`).toEqual([
      { title: 'Once' },
      { title: 'Twice' },
    ])
  })

  test('REL-015: is one row in a table without a key too', async ({ as, client }) => {
    const ctx = as()
    const form = postOf(await blank(ctx, 'notices'), { text: 'Once' })

    await addRecord(ctx, adminOf(ctx, 'notices'), form)
    await addRecord(ctx, adminOf(ctx, 'notices'), form)

    expect(await client`select 1 from notices where text = 'Once'`).toHaveLength(1)
  })

  test('after a refused form the same form can be sent again', async ({ as, client }) => {
    const ctx = as()
    const form = postOf(await blank(ctx), { title: 'Again', isbn: '111' })

    await expect(addRecord(ctx, adminOf(ctx, 'books'), form)).rejects.toMatchObject({ code: 'INVALID' })
    await addRecord(ctx, adminOf(ctx, 'books'), new Map([...form, ['isbn', '999']]))

    expect(await client`select 1 from books where title = 'Again'`).toHaveLength(1)
  })

  test('forms older than two days are forgotten', async ({ as, client }) => {
    await client`insert into brolly.submit_tokens (token, user_id, "table", key, created_at) values ('old', gen_random_uuid(), 'books', '1', now() - interval '3 days')`

    await add(as(), { title: 'New' })

    expect(await client`select 1 from brolly.submit_tokens where token = 'old'`).toEqual([])
  })

  test('the same row can be added to a join table and to a table with a typed key', async ({ as, client }) => {
    await add(as(), { code: 'new/tag', name: 'New' }, 'tags')
    expect(await add(as(), { book_id: '2', tag_code: 'new/tag' }, 'book_tags')).toMatchObject({
      key: '2,new~2Ftag',
      label: 'Numbers · New',
    })
    expect(await client`select 1 from book_tags where tag_code = 'new/tag'`).toHaveLength(1)
  })
})

describe('rules of the database', () => {
  const refused = async (attempt: Promise<unknown>) => {
    const error: unknown = await attempt.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(AdminError)
    expect(String(error)).not.toMatch(/violates|constraint|duplicate|insert into|Failed query|relation "/iu)
    return error instanceof AdminError ? { code: error.code, message: error.message, fields: error.fields } : null
  }

  test('REL-005: a taken value is reported at its field, also if two are posted at once', async ({ as, client }) => {
    const ctx = as()

    expect(await refused(add(ctx, { title: 'New', isbn: '111' }))).toEqual({
      code: 'INVALID',
      message: 'One field needs a correction. Nothing was saved yet.',
      fields: { isbn: 'Another book already has this ISBN.' },
    })
    const outcomes = await Promise.allSettled([
      add(ctx, { title: 'A', isbn: '777' }),
      add(ctx, { title: 'B', isbn: '777' }),
    ])

    expect(outcomes.map((outcome) => outcome.status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await client`select 1 from books where isbn = '777'`).toHaveLength(1)
    expect(await auditLines(client)).toHaveLength(1)
  })

  test('REL-006: unique over several columns, over some rows, over an expression and with NULLs', async ({
    as,
    client,
  }) => {
    const ctx = as()
    const with_ = async (ddl: string, typed: Record<string, string | null>) => {
      await client.unsafe(ddl)
      const outcome = await refused(add(ctx, typed))
      await client.unsafe('drop index odd')
      return outcome?.fields
    }

    expect(
      await with_('create unique index odd on books (branch_id, title)', { title: 'Engines', branch_id: '1' }),
    ).toEqual({
      branch_id: 'Another book already has this title and branch.',
      title: 'Another book already has this title and branch.',
    })
    expect(
      await with_("create unique index odd on books (title) where status = 'lost'", {
        title: 'Rivers',
        status: 'lost',
      }),
    ).toEqual({
      title: 'Another book already has this title, which depends on status.',
      status: 'Another book already has this title, which depends on status.',
    })
    expect(await with_('create unique index odd on books (lower(title))', { title: 'ENGINES' })).toEqual({
      title: 'Another book already has this title.',
    })
    expect(
      await with_('create unique index odd on books (author_id) nulls not distinct where id > 3', { title: 'New' }),
    ).toEqual({
      author_id: 'Another book already has this author, which depends on ID.',
      id: 'Another book already has this author, which depends on ID.',
    })
  })

  test('SEC-116 REL-009: check, not null, length, range and exclusion', async ({ as, client }) => {
    const ctx = as()
    await client.unsafe(
      `alter table books add constraint books_at_excl exclude using gist (tstzrange(seen_at, seen_at, '[]') with &&) where (seen_at is not null)`,
    )

    expect((await refused(add(ctx, { title: 'X', copies: '-1' })))?.fields).toEqual({
      copies: 'This violates a rule of the database: Copies ≥ 0.',
    })
    expect((await refused(add(ctx, { title: '' })))?.fields).toEqual({ title: 'Required.' })
    expect(Object.keys((await refused(add(ctx, { title: 'X', isbn: '12345678901234' })))?.fields ?? {})).toEqual([
      'isbn',
    ])
    expect(Object.keys((await refused(add(ctx, { title: 'X', copies: '2147483648' })))?.fields ?? {})).toEqual([
      'copies',
    ])
    expect(Object.keys((await refused(add(ctx, { title: 'X', price: '1e400' })))?.fields ?? {})).toEqual(['price'])
    expect(Object.keys((await refused(add(ctx, { title: 'X', published: '2026-02-30' })))?.fields ?? {})).toEqual([
      'published',
    ])
    expect(Object.keys((await refused(add(ctx, { title: 'X\0Y' })))?.fields ?? {})).toEqual(['title'])
    expect(Object.keys((await refused(add(ctx, { title: 'X', status: 'burnt' })))?.fields ?? {})).toEqual(['status'])
    expect(Object.keys((await refused(add(ctx, { title: 'X', author_id: 'abc' })))?.fields ?? {})).toEqual([
      'author_id',
    ])
    await add(ctx, { title: 'X', seen_at: '2026-01-01 10:00' })
    expect(
      Object.values((await refused(add(ctx, { title: 'Y', seen_at: '2026-01-01 10:00' })))?.fields ?? {}),
    ).toContain('This overlaps with another book.')
    await client`alter table books drop constraint books_at_excl`
    expect(await auditLines(client)).toHaveLength(1)
  })

  test('REL-009: a domain and a trigger that refuses', async ({ as, client }) => {
    const ctx = as()
    await client.unsafe(`create domain good as text constraint is_good check (value <> 'bad'); alter table books alter notes type good;
      create function refuse() returns trigger language plpgsql as $$ begin raise exception 'This title is blocked' using hint = 'Ask the library.'; end $$;
      create trigger refuse before insert on books for each row when (new.title = 'Refused') execute function refuse()`)

    const domain = await refused(add(ctx, { title: 'X', notes: 'bad' }))
    const trigger = await refused(add(ctx, { title: 'Refused' }))
    await client.unsafe(
      'drop trigger refuse on books; drop function refuse; alter table books alter notes type text; drop domain good',
    )

    expect(domain).toMatchObject({
      code: 'INVALID',
      fields: { notes: "This violates a rule of the database: the value ≠ 'bad'." },
    })
    expect(trigger).toEqual({
      code: 'INVALID',
      message: 'This title is blocked. Ask the library. Nothing was saved.',
      fields: {},
    })
  })

  test('REL-008: a link to a row that does not exist, and a parent deleted meanwhile', async ({ as }) => {
    const ctx = as()

    expect((await refused(add(ctx, { title: 'X', author_id: '99' })))?.fields).toEqual({
      author_id: 'There is no such author.',
    })
    expect((await refused(add(ctx, { book_id: '99', copy: 'x' }, 'loans')))?.fields).toEqual({
      book_id: 'There is no such book.',
    })
    expect((await refused(add(ctx, { title: 'X', author_id: '-1' })))?.fields).toEqual({
      author_id: 'There is no such author.',
    })
  })
})

import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { defineAdmin } from '@/admin'
import {
  addPage,
  addRecord,
  changePage,
  changeRecord,
  historyPage,
  listPage,
  neighbourBlocks,
  exportCsv,
} from '@/admin/server'
import type { AdminContext } from '../../site/context'
import { auditLines } from '../../testing/kit/audit-lines'
import { refusal, saveRecord } from '../../testing/kit/inlines'
import { books, bookTags, tags } from '../../testing/kit/library'
import { fieldsOf, postOf } from '../../testing/kit/posts'
import { somebodyElse } from '../../testing/kit/undo'
import { adminOf, test } from '../../testing/kit/site-test'

const withTags = [
  defineAdmin(books, {
    many: { topics: bookTags },
    form: { sections: [{ fields: ['title', 'topics'] }] },
    list: { columns: ['title', 'topics'], search: ['title', 'topics'] },
  }),
]

const topicsOf = async (ctx: AdminContext, key: string) => {
  const page = await changePage(ctx, adminOf(ctx, 'books'), { key, list: '' })
  return fieldsOf(page).find(({ meta }) => meta.name === 'book_tags')
}

describe('a many-to-many relation', () => {
  test('is a field of the form, saved as its difference, with entries of both tables', async ({ as, client }) => {
    const ctx = as({ admins: withTags })
    await client`insert into tags (code, name) values ('art', 'Art'), ('x y', 'Spaced')`
    expect(await topicsOf(ctx, '1')).toMatchObject({
      meta: { label: 'Tags', many: { input: 'chips', mayAdd: true, mayRemove: true } },
      value: '~61dd sci',
      text: 'Addition, Science',
    })
    const saved = await saveRecord(ctx, ['books', '1'], { book_tags: 'sci x~20y art' })
    expect(saved.changed).toBe(true)
    expect(await client`select tag_code from book_tags where book_id = 1 order by 1`).toEqual([
      { tag_code: 'art' },
      { tag_code: 'sci' },
      { tag_code: 'x y' },
    ])
    const lines = await auditLines(client)
    expect(lines.map(({ table, key, action }) => [table, key, action])).toEqual([
      ['book_tags', '1,add', 'delete'],
      ['book_tags', '1,x~20y', 'add'],
      ['book_tags', '1,art', 'add'],
      ['books', '1', 'change'],
    ])
    expect(new Set(lines.map(({ request }) => request)).size).toBe(1)
  })

  test('DJ-185: the history of the record lists what was added and removed', async ({ as, client }) => {
    const ctx = as({ admins: withTags })
    await saveRecord(ctx, ['books', '3'], { book_tags: '~61dd' })
    const { entries } = await historyPage(ctx, adminOf(ctx, 'books'), { key: '3', before: null })
    expect(entries[0]?.changes).toEqual([
      {
        label: 'Tags',
        before: null,
        after: null,
        secret: false,
        related: {
          removed: [{ label: 'Science', href: '/admin/tags/sci' }],
          added: [{ label: 'Addition', href: '/admin/tags/~61dd' }],
        },
      },
    ])
    await client`delete from tags where code = 'sci'`
    const later = await historyPage(ctx, adminOf(ctx, 'books'), { key: '3', before: null })
    expect(later.entries[0]?.changes[0]?.related?.removed).toEqual([{ label: '#sci', href: null }])
    const blind = as({ admins: withTags, grants: ['books.view'] })
    const hidden = await historyPage(blind, adminOf(blind, 'books'), { key: '3', before: null })
    expect(hidden.entries[0]?.changes).toEqual([])
  })

  test('the history names no rows that may not be viewed, not even by their keys', async ({ as }) => {
    const ctx = as({ admins: withTags })
    await saveRecord(ctx, ['books', '3'], { book_tags: '~61dd' })
    const seen = async (rules: ReturnType<typeof defineAdmin>) => {
      const other = somebodyElse(
        as({ admins: [...withTags, rules], grants: ['books.view', 'book_tags.view', 'tags.view'] }),
      )
      return (await historyPage(other, adminOf(other, 'books'), { key: '3', before: null })).entries[0]?.changes
    }
    const tagRules = defineAdmin(tags, { permissions: { view: (_, table) => sql`${table.code} <> 'sci'` } })
    expect(await seen(tagRules)).toMatchObject([{ related: { removed: [], added: [{ label: 'Addition' }] } }])
    const noTags = defineAdmin(tags, { permissions: { view: () => sql`false` } })
    expect(await seen(noTags)).toEqual([])
    const joinRules = defineAdmin(bookTags, { permissions: { view: (_, table) => sql`${table.tagCode} <> 'sci'` } })
    expect(await seen(joinRules)).toEqual([])
  })

  test('what another user adds or removes meanwhile is kept', async ({ as, client }) => {
    const ctx = as({ admins: withTags })
    await client`insert into tags (code, name) values ('art', 'Art'), ('law', 'Law')`
    const form = postOf(await changePage(ctx, adminOf(ctx, 'books'), { key: '1', list: '' }), { book_tags: 'sci art' })
    await client`insert into book_tags values (1, 'law')`
    await client`delete from book_tags where book_id = 1 and tag_code in ('add', 'sci')`
    await client`insert into book_tags values (1, 'art')`
    expect(await changeRecord(ctx, adminOf(ctx, 'books'), { key: '1', form })).toMatchObject({ changed: false })
    expect(await client`select tag_code from book_tags where book_id = 1 order by 1`).toEqual([
      { tag_code: 'art' },
      { tag_code: 'law' },
    ])
  })

  test('REL-017: of two who save it at the same time both keep what they added, and no row is there twice', async ({
    as,
    client,
  }) => {
    const ctx = as({ admins: withTags })
    await client`insert into tags (code, name) values ('art', 'Art'), ('law', 'Law'), ('zoo', 'Zoo')`
    // In keys this code is escaped, because it is a word in URLs.
    await client`delete from book_tags where tag_code = 'add'`
    const before = await client<{ tag_code: string }[]>`select tag_code from book_tags where book_id = 1`
    const codes = before.map((row) => row.tag_code)
    const page = await changePage(ctx, adminOf(ctx, 'books'), { key: '1', list: '' })
    const save = (user: AdminContext, ...added: string[]) =>
      changeRecord(user, adminOf(user, 'books'), {
        key: '1',
        form: postOf(page, { book_tags: [...codes, ...added].join(' ') }),
      })
    await Promise.all([save(ctx, 'art', 'law'), save(somebodyElse(ctx), 'art', 'zoo')])
    const after = await client<{ tag_code: string }[]>`select tag_code from book_tags where book_id = 1`
    expect(after.map((row) => row.tag_code).toSorted()).toEqual([...codes, 'art', 'law', 'zoo'].toSorted())
  })

  test('DJ-165: a new record begins with the rows of the query string, and is saved with them', async ({
    as,
    client,
  }) => {
    const ctx = as({ admins: withTags })
    const prefill = [
      ['title', 'Given'],
      ['tags', 'sci,add,nothing'],
    ] as const
    const page = await addPage(ctx, adminOf(ctx, 'books'), { list: '', prefill })
    const field = fieldsOf(page).find(({ meta }) => meta.name === 'book_tags')
    expect(field?.meta.many?.rows.map(({ label }) => label)).toEqual(['Science'])
    const { key } = await addRecord(ctx, adminOf(ctx, 'books'), postOf(page))
    expect(await client`select tag_code from book_tags where book_id = ${key}`).toEqual([{ tag_code: 'sci' }])
  })
})

describe('the permissions of a many-to-many relation', () => {
  const refused = async (ctx: AdminContext, text: string) =>
    (await refusal(saveRecord(ctx, ['books', '1'], { book_tags: text, title: 'Changed' }))).fields

  test('are those of the join table and of the rows on the other side', async ({ as, client }) => {
    await client`insert into tags (code, name) values ('art', 'Art')`
    const grants = ['books.view', 'books.change', 'book_tags.view', 'tags.view']
    const adding = as({ admins: withTags, grants: [...grants, 'book_tags.add'] })
    expect(await refused(adding, 'sci')).toEqual({ book_tags: 'You do not have permission to remove tags here.' })
    const removing = as({ admins: withTags, grants: [...grants, 'book_tags.delete'] })
    expect(await refused(removing, 'sci ~61dd art')).toEqual({
      book_tags: 'You do not have permission to add tags here.',
    })
    const rules = defineAdmin(tags, { permissions: { view: (_, table) => sql`${table.code} <> 'art'` } })
    const narrow = as({ admins: [...withTags, rules], grants: [...grants, 'book_tags.add', 'book_tags.delete'] })
    expect(await refused(narrow, 'sci ~61dd art')).toEqual({ book_tags: 'There is no such tag.' })
    expect(await refused(narrow, 'sci ~61dd ~ ,,, %')).toEqual({ book_tags: 'There is no such tag.' })
    const kept = defineAdmin(bookTags, { permissions: { delete: (_, table) => sql`${table.tagCode} <> 'sci'` } })
    const careful = as({ admins: [...withTags, kept] })
    expect((await topicsOf(careful, '1'))?.meta.many?.rows.map(({ removable }) => removable)).toEqual([true, false])
    expect(await refused(careful, '~61dd')).toEqual({
      book_tags: 'You do not have permission to remove “Science” here.',
    })
    expect(await client`select title from books where id = 1`).toEqual([{ title: 'Engines' }])
    expect(await client`select count(*)::int from book_tags where book_id = 1`).toEqual([{ count: 2 }])
  })

  test('a relation that the actor may not change or does not see is ignored', async ({ as, client }) => {
    const viewing = ['books.view', 'books.change', 'book_tags.view', 'tags.view']
    const reader = as({ admins: withTags, grants: viewing })
    expect((await topicsOf(reader, '1'))?.meta.readOnly).toBe(true)
    const blind = as({ admins: withTags, grants: ['books.view', 'books.change', 'book_tags.add', 'book_tags.delete'] })
    expect(await topicsOf(blind, '1')).toBeUndefined()
    for (const ctx of [reader, blind]) await saveRecord(ctx, ['books', '1'], { book_tags: '', title: 'Renamed' })
    expect(await client`select count(*)::int from book_tags where book_id = 1`).toEqual([{ count: 2 }])
  })
})

describe('beside a record without a declaration', () => {
  test('the rows on the other side can be edited, from both sides', async ({ as, client }) => {
    const ctx = as()
    const { blocks } = await neighbourBlocks(ctx, adminOf(ctx, 'tags'), { key: 'sci' })
    const field = blocks.find(({ name }) => name === 'book_tags')?.field
    expect(field).toMatchObject({ value: '1 3', meta: { name: 'book_tags', label: 'Books' } })
    await saveRecord(ctx, ['tags', 'sci'], { '~had.book_tags': '1 3', book_tags: '3 4' })
    expect(await client`select book_id from book_tags where tag_code = 'sci' order by 1`).toEqual([
      { book_id: '3' },
      { book_id: '4' },
    ])
  })
})

describe('a list', () => {
  const rowsOf = async (ctx: AdminContext, parameters: [string, string][]) =>
    (await listPage(ctx, adminOf(ctx, 'books'), parameters)).rows.map(([, label]) => label)

  test('shows, filters and searches related rows, each row once', async ({ as, client }) => {
    const ctx = as({ admins: withTags })
    await client`insert into tags (code, name) values ('art', 'Art'), ('law', 'Law')`
    await client`insert into book_tags values (1, 'art'), (1, 'law')`
    const page = await listPage(ctx, adminOf(ctx, 'books'), [['sort', 'title']])
    expect(page.columns.at(-1)).toMatchObject({ label: 'Tags', kind: 'many', sortHref: null })
    const [engines, numbers] = page.rows.map((row) => row.at(-1))
    expect(engines?.[0]).toBe('Addition, Art, Law, +1')
    expect(numbers?.[0]).toBe('')
    expect(
      await rowsOf(ctx, [
        ['book_tags.eq', 'sci'],
        ['sort', 'title'],
      ]),
    ).toEqual(['Engines', 'Rivers'])
    expect(
      await rowsOf(ctx, [
        ['book_tags.in', 'sci,add'],
        ['sort', 'title'],
      ]),
    ).toEqual(['Engines', 'Rivers'])
    expect(
      await rowsOf(ctx, [
        ['book_tags.ne', 'add'],
        ['sort', 'title'],
      ]),
    ).toEqual(['Numbers', 'Rivers', 'Winds'])
    expect(
      await rowsOf(ctx, [
        ['book_tags.null', 'true'],
        ['sort', 'title'],
      ]),
    ).toEqual(['Numbers', 'Winds'])
    expect(
      await rowsOf(ctx, [
        ['q', 'science'],
        ['sort', 'title'],
      ]),
    ).toEqual(['Engines', 'Rivers'])
  })

  test('exports a related row without a name by its key', async ({ as, client }) => {
    await client`update tags set name = null where code = 'sci'`
    const csv = async (ctx: AdminContext) => {
      let text = ''
      for await (const part of exportCsv(ctx, adminOf(ctx, 'books'), [['sort', 'title']])) text += part
      return text
    }
    expect(await csv(as({ admins: withTags }))).toContain('Rivers,#sci')
  })

  test('DJ-094: all words of a search are found in one and the same related row', async ({ as, client }) => {
    const ctx = as({ admins: withTags })
    await client`insert into tags (code, name) values ('ah', 'Ancient history')`
    await client`insert into book_tags values (3, 'ah')`
    expect(await rowsOf(ctx, [['q', 'ancient history']])).toEqual(['Rivers'])
    expect(await rowsOf(ctx, [['q', 'rivers history']])).toEqual(['Rivers'])
    expect(await rowsOf(ctx, [['q', 'ancient science']])).toEqual([])
  })

  test('hides the relation from an actor who may not view one of its tables', async ({ as }) => {
    const ctx = as({ admins: withTags, grants: ['books.view', 'tags.view'] })
    const page = await listPage(ctx, adminOf(ctx, 'books'), [])
    expect(page.columns.map(({ label }) => label)).toEqual(['Title'])
    expect(page.filters.map(({ name }) => name)).not.toContain('book_tags')
    await expect(listPage(ctx, adminOf(ctx, 'books'), [['book_tags.eq', 'sci']])).rejects.toThrow('book_tags')
    expect(await rowsOf(ctx, [['q', 'science']])).toEqual([])
  })
})

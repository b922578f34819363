import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { createUser } from '@/admin/server'
import { AdminError, defineAdmin } from '@/admin'
import { defineSite } from '../accounts/define-site'
import { auditLines } from './kit/audit-lines'
import { authors, books, librarySchema, loans } from './kit/library'
import { actorOf } from './test-user'
import { test as base } from './kit/site-test'
import { TestClient } from './test-client'

const booksAdmin = defineAdmin(books, {
  form: { readOnly: ['seenAt'] },
  permissions: {
    change: (actor, table) => actor.isSuperuser || eq(table.status, 'on shelf'),
    fields: { notes: { view: (actor) => actor.in('librarians'), change: (actor) => actor.in('librarians') } },
  },
  actions: [
    {
      name: 'lose',
      label: 'Lose',
      permission: 'change',
      run: async ({ update }) => `${await update({ status: 'lost' })} lost.`,
    },
  ],
  hooks: {
    beforeSave: ({ values }) => {
      if (values.title === 'Forbidden')
        throw new AdminError('INVALID', 'Not this one.', { fields: { title: 'Choose another title.' } })
    },
  },
})

const test = base.extend<{ visitor: TestClient }>({
  visitor: async ({ db }, use) => {
    const site = defineSite({ title: 'Tests', schema: librarySchema, admins: [booksAdmin] })
    await use(new TestClient({ db, site, timeZone: 'UTC', session: null, who: async () => actorOf({}) }))
  },
})

test('an accepted form leads to the next page with a notice, and is in the history', async ({
  visitor,
  client,
  db,
}) => {
  const added = await visitor.add(authors, { name: 'Cy Dee', born: '1900-01-01' })
  const changed = await visitor.change(authors, added.key ?? '', { name: 'Cy Doe' })
  const unchanged = await visitor.change(authors, added.key ?? '', { name: 'Cy Doe' })

  expect(added).toMatchObject({ status: 303, location: '/admin/authors', message: 'Added “Cy Dee”.', key: '3' })
  expect(changed).toMatchObject({ status: 303, message: 'Saved “Cy Doe”.' })
  expect(unchanged).toMatchObject({ status: 303, message: 'Nothing to save: “Cy Doe” is unchanged.' })
  expect(await db.select({ name: authors.name, born: authors.born }).from(authors).where(eq(authors.id, 3))).toEqual([
    { name: 'Cy Doe', born: '1900-01-01' },
  ])
  expect((await auditLines(client)).map(({ actor, action }) => [actor, action])).toEqual([
    ['tester@example.org', 'add'],
    ['tester@example.org', 'change'],
  ])
  expect((await visitor.history(authors, 3)).entries).toHaveLength(2)
})

test('errors are at their fields, and the input is kept', async ({ visitor }) => {
  const refused = await visitor.add(books, { title: 'Engines', copies: 'many', isbn: '111', isRare: true })
  const stopped = await visitor.add(books, { title: 'Forbidden', copies: 2 })

  expect(refused).toMatchObject({
    status: 200,
    location: null,
    errors: { copies: 'Enter a whole number.' },
    values: { title: 'Engines', copies: 'many', isRare: 'true', authorId: '' },
  })
  expect(stopped).toMatchObject({ status: 200, message: 'Not this one.', errors: { title: 'Choose another title.' } })
})

test('a secret that was typed is not sent back', async ({ visitor }) => {
  const refused = await visitor.add(books, { title: 'Engines', copies: 'many', accessToken: 'CANARY' })

  expect(refused.errors.accessToken).toBe('Enter this again: for security it is not sent back.')
  expect(JSON.stringify(refused)).not.toContain('CANARY')
})

test('a page opened before another user saved shows both sides', async ({ visitor, db }) => {
  const page = await visitor.open(books, 1)
  await db.update(books).set({ title: 'Theirs' }).where(eq(books.id, 1n))

  const late = await visitor.save(books, page, { title: 'Mine' })

  expect(late).toMatchObject({ status: 200, message: expect.stringContaining('Another user changed this row') })
  expect(late.conflict?.rows).toMatchObject([{ name: 'title', theirs: 'Theirs', mine: 'Mine', changedBy: 'both' }])
})

test('a user without permission is refused with the status of the page', async ({ visitor }) => {
  const reader = visitor.as({ grants: ['books.view'] })
  const writer = visitor.as({ grants: ['books.change', 'books.delete'] })

  await expect(visitor.as({ grants: [] }).list(books)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(reader.open(books)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(reader.list(books, 'notes.eq=first')).rejects.toMatchObject({ code: 'BAD_QUERY' })
  expect(await reader.add(books, { title: 'X' })).toMatchObject({ status: 403, key: null })
  expect(await reader.change(books, 1, { title: 'X' })).toMatchObject({ status: 403 })
  expect(await writer.change(books, 2, { title: 'X' })).toMatchObject({ status: 403 })
  expect(await writer.change(books, 1, { title: 'X' })).toMatchObject({ status: 303 })
  expect(await writer.change(books, 99, { title: 'X' })).toMatchObject({ status: 404 })
  expect(await reader.delete(books, 1)).toMatchObject({ status: 403 })
})

test('what a user may not change stays, even if it is posted', async ({ visitor, db }) => {
  const writer = visitor.as({ grants: ['books.change'] })

  await writer.change(books, 1, { title: 'New', notes: 'CANARY' })

  expect(await db.select({ title: books.title, notes: books.notes }).from(books).where(eq(books.id, 1n))).toEqual([
    { title: 'New', notes: 'first' },
  ])
})

test('a list is requested by its URL', async ({ visitor }) => {
  const page = await visitor.list(books, '?status.eq=on+shelf&sort=-title&columns=title')
  const same = await visitor.list(books, { 'status.eq': 'on shelf', sort: '-title', columns: 'title' })

  expect(page.rows.map(([, label]) => label)).toEqual(['Winds', 'Engines'])
  expect(same.rows).toEqual(page.rows)
})

test('an action runs on the rows ticked, or on all that match', async ({ visitor }) => {
  expect(await visitor.action(books, 'lose', { keys: [1, 2] })).toMatchObject({ status: 303, message: '2 lost.' })
  expect(await visitor.action(books, 'lose', { keys: 'all', query: 'branch_id.eq=2' })).toMatchObject({
    location: '/admin/books?branch_id.eq=2',
    message: '1 lost.',
  })
  expect(await visitor.action(books, 'lose', { keys: [] })).toMatchObject({
    status: 200,
    message: 'No rows are selected.',
  })
  expect(await visitor.as({ grants: ['books.view'] }).action(books, 'lose', { keys: [1] })).toMatchObject({
    status: 403,
  })
})

test('a delete is looked at, agreed to and done', async ({ visitor, db }) => {
  const preview = await visitor.deletePage(books, 1)

  const deleted = await visitor.delete(books, 1)

  expect(preview.total).toBe(5)
  expect(deleted).toMatchObject({ status: 303, message: 'Deleted book “Engines” and 4 more rows.' })
  expect(await db.$count(loans)).toBe(0)
})

test('a key of several values is given as a list', async ({ visitor }) => {
  expect((await visitor.open(loans, [1, 'a/1'])).key).toBe('1,a~2F1')
})

test('an account logs in, and a revoked permission is gone at once', async ({ visitor, client, db }) => {
  const account = { email: 'eve@example.org', password: 'long-enough-words-42', isStaff: true, isSuperuser: false }
  await createUser(db, { ...account, groups: [], permissions: ['books.view'], by: 'tests' })

  const eve = await visitor.logIn('eve@example.org', 'long-enough-words-42')
  expect((await eve.list(books)).rowCount).toBe(4)
  await client`delete from brolly.grants`
  await expect(eve.list(books)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await eve.logOut()

  await expect(eve.list(books)).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' })
  expect(await eve.add(books, { title: 'X' })).toMatchObject({
    status: 303,
    location: '/admin/-/login?next=%2Fadmin%2Fbooks%2Fadd',
    key: null,
  })
  await expect(visitor.logIn('eve@example.org', 'wrong')).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' })
})

test('a fault that no page would show is thrown unchanged', async ({ visitor, client }) => {
  await client`create function refuse() returns trigger language plpgsql as 'begin raise exception using errcode = ''XX123''; end'`
  await client`create trigger refuse before insert on tags for each row execute function refuse()`

  try {
    await expect(visitor.add('tags', { code: 'x' })).rejects.toMatchObject({ cause: { code: 'XX123' } })
  } finally {
    await client`drop function refuse cascade`
  }
})

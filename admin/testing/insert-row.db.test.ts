import { customType, integer, pgTable } from 'drizzle-orm/pg-core'
import { expect } from 'vitest'
import { defineSite } from '../accounts/define-site'
import { insertInto } from './insert-row'
import { books, branches, librarySchema, loans, members } from './kit/library'
import { test } from './kit/site-test'

const site = defineSite({ title: 'Tests', schema: librarySchema })

test('generates required values, and nothing else', async ({ db }) => {
  const insert = insertInto(db, site)

  const book = await insert(books, { title: 'Engines' })

  expect(book).toMatchObject({
    title: 'Engines',
    subtitle: null,
    authorId: null,
    status: 'ordered',
    slug: 'made-by-code',
  })
  expect(book.title).toBe('Engines')
})

test('a required reference gets a row to point at', async ({ db }) => {
  const insert = insertInto(db, site)

  const member = await insert(members, { name: 'Mia' })
  const loan = await insert(loans, { copy: 'a' })

  expect(await db.select({ id: branches.id }).from(branches)).toContainEqual({ id: member.branchId })
  expect(await db.select({ id: books.id }).from(books)).toContainEqual({ id: loan.bookId })
})

test('rows differ where they must', async ({ db }) => {
  const insert = insertInto(db, site)

  const [first, second] = [await insert(members), await insert(members)]

  expect(first.id).not.toBe(second.id)
  expect(first.name).not.toBe(second.name)
})

test('a row that the database refuses is reported with the generated columns, not with values', async ({ db }) => {
  const insert = insertInto(db, site)

  await expect(insert(books, { copies: -1 })).rejects.toThrow(
    'books does not take a row (books_copies_check). Made up were title: give what must fit.',
  )
})

test('a type for which no value can be generated must be given', async ({ db }) => {
  const shape = customType<{ data: string }>({ dataType: () => 'circle' })
  const ponds = pgTable('ponds', {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    shape: shape('shape').notNull(),
  })
  const insert = insertInto(db, defineSite({ title: 'Tests', schema: { ponds } }))

  await expect(insert(ponds)).rejects.toThrow('No value can be made up for ponds.shape (circle): give it.')
  await expect(insert(books)).rejects.toThrow('insert was given a table that db/schema.ts does not export.')
})

import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { expect, test } from 'vitest'
import { defineAdmin, defineSite, type AdminDeclaration } from '@/admin'
import { books, librarySchema, notices } from '../testing/library'
import { checkDeclarations } from './declarations'
import type { Problem } from './problem'

const check = (...admins: AdminDeclaration[]) =>
  checkDeclarations(defineSite({ title: 'Tests', schema: librarySchema, admins }))
const lines = (problems: readonly Problem[]) =>
  problems.map(({ id, where, message, hint }) => `${id} ${where} ${message} ${hint}`)
// What the compiler refuses may still come from a program without types.
const wrong = (name: string) => name as never

test('declarations without mistakes have none', () => {
  const declared = defineAdmin(books, {
    list: { columns: ['title', 'writer.name'], sort: ['-addedAt'], search: ['^title', '=isbn'] },
  })

  expect(lines(check(declared))).toEqual([])
})

test('DJ-271: a name that is no column is told with its place and the nearest one', () => {
  const problems = check(
    defineAdmin(books, {
      label: wrong('titel'),
      list: {
        columns: ['id', 'writer.nmae', wrong('titel')],
        filters: [wrong('stauts')],
        search: ['^nothing.at.all'],
        sort: ['-price', wrong('-cpies')],
      },
      form: { sections: [{ fields: ['title', wrong('autor')] }], readOnly: [wrong('writer.name')] },
      permissions: { fields: { [wrong('salary')]: { view: () => true } } },
    }),
  ).filter(({ level }) => level === 'error')

  expect(problems.map(({ id, where }) => `${id} ${where}`)).toEqual([
    'brolly.E010 books: list.columns[1]',
    'brolly.E010 books: list.columns[2]',
    'brolly.E010 books: list.search',
    'brolly.E010 books: list.sort[1]',
    'brolly.E010 books: list.filters',
    'brolly.E010 books: form.sections[0].fields[1]',
    'brolly.E010 books: form.readOnly',
    'brolly.E010 books: permissions.fields',
    'brolly.E010 books: label',
  ])
  expect(problems[1]).toMatchObject({
    message: "is 'titel', which is not a column of 'books'.",
    hint: "Did you mean 'title'?",
  })
})

test('DJ-272 DJ-275 DJ-277: what stands there twice, has a taken name, or is not of this site', () => {
  const action = { name: 'publish', label: 'Publish', run: async () => '' }
  const stray = pgTable('strays', { id: integer('id').primaryKey(), name: text('name') })
  const problems = check(
    defineAdmin(stray),
    defineAdmin(books, {
      list: { columns: ['title', 'title'] },
      actions: [action, action, { ...action, name: 'delete' }],
    }),
    defineAdmin(notices),
  ).filter(({ level }) => level === 'error')
  const twice = checkDeclarations(
    defineSite({ title: 'Tests', schema: { a: books, b: pgTable('books', { id: integer('id').primaryKey() }) } }),
  )

  expect(problems.map(({ id, where }) => `${id} ${where}`)).toEqual([
    'brolly.E001 admins[0]',
    'brolly.E011 books: list.columns[1]',
    'brolly.E011 books: actions[1]',
    'brolly.E012 books: actions',
  ])
  expect(twice).toMatchObject([{ id: 'brolly.E002', where: 'books' }])
})

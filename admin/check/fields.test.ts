import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { defineAdmin, defineInline, defineSite } from '@/admin'
import { authors, books, branches, librarySchema, loans, members } from '../testing/kit/library'
import { checkDeclarations } from './declarations'

const found = (fields: object) =>
  checkDeclarations(
    defineSite({
      title: 'Tests',
      schema: librarySchema,
      // The compiler rejects these values, but untyped code can pass them.
      admins: [defineAdmin(books, { form: { fields } as never })],
    }),
  ).map(({ id, where, message, hint }) => `${id} ${where} ${message} ${hint}`)

test('limited options without mistakes have none', () => {
  expect(found({ writer: { of: authors, where: (_: unknown, table: typeof authors) => eq(table.id, 1) } })).toEqual([])
  expect(found({ branch: { where: () => false } })).toEqual([])
})

test('a field that is no relation, another table, a wrong name and a condition that fails are told', () => {
  const fail = () => {
    throw new Error('unthinkable')
  }

  expect(
    found({
      title: { where: () => true },
      writter: { where: () => true },
      writer: { of: branches, where: fail, were: true },
      authorId: {},
      branch: { where: () => undefined },
    }),
  ).toEqual([
    "brolly.E013 books: form.fields.writer.were is not an option and is ignored. Did you mean 'where'?",
    "brolly.E011 books: form.fields[3] 'authorId' is listed twice. Remove one of them.",
    'brolly.E032 books: form.fields.title is not a relation, so its options cannot be limited. Name a relation.',
    expect.stringContaining("brolly.E010 books: form.fields is 'writter', which is not a column of 'books'."),
    "brolly.E032 books: form.fields.writer refers to 'authors', not to the table in 'of'. Set 'of' to the table 'authors'.",
    expect.stringContaining('brolly.E017 books: form.fields.writer.where throws when called: unthinkable.'),
    expect.stringContaining(
      'brolly.E017 books: form.fields.branch.where throws when called: it returned undefined instead of true',
    ),
  ])
})

test('limited options in inlines are checked like those of a form', () => {
  const fail = () => {
    throw new Error('unthinkable')
  }
  const fields = { due: { where: () => true }, member: { of: branches, where: fail, were: true }, reader: {} }
  const site = defineSite({
    title: 'Tests',
    schema: librarySchema,
    admins: [
      defineAdmin(books, { form: { inlines: [defineInline(loans, { fields } as never)] } }),
      defineAdmin(branches, {
        form: {
          inlines: [
            defineInline(books, {
              inlines: [defineInline(loans, { fields: { member: { of: members, where: () => false } } })],
            }),
          ],
        },
      }),
    ],
  })

  expect(checkDeclarations(site).map(({ id, where, message }) => `${id} ${where} ${message}`)).toEqual([
    'brolly.E013 books: form.inlines[0].fields.member.were is not an option and is ignored.',
    'brolly.E032 books: form.inlines[0].fields.due is not a relation, so its options cannot be limited.',
    "brolly.E032 books: form.inlines[0].fields.member refers to 'members', not to the table in 'of'.",
    "brolly.E010 books: form.inlines[0].fields is 'reader', which is not a column of 'loans'.",
    'brolly.E017 books: form.inlines[0].fields.member.where throws when called: unthinkable.',
  ])
})

test('an input that does not fit its column is told, with those that do', () => {
  expect(found({ status: { input: 'radio' }, isRare: { input: 'checkbox' } })).toEqual([])
  expect(found({ title: { input: 'segments' }, status: { input: 'switch' }, writer: { input: 'radio' } })).toEqual([
    expect.stringContaining("brolly.E047 books: form.fields.title.input 'segments' is no input for this column."),
    "brolly.E047 books: form.fields.status.input 'switch' is no input for this column. Use one of select, radio, segments, or remove it.",
  ])
})

test('conditions of fields name other columns of the table', () => {
  expect(
    found({
      title: { visible: { when: { statuss: 'lost' } } },
      notes: { readOnly: { when: { notes: null } } },
      subtitle: { visible: { where: {} } },
      copies: {
        visible: () => 'yes',
        readOnly: ({ values }: { values: Record<string, string> }) => values.statuss === '',
      },
      isbn: { visible: { when: { status: ['lost', null] } }, readOnly: () => true },
    }),
  ).toEqual([
    "brolly.E046 books: form.fields.title.visible depends on 'statuss', which is not a column of 'books'. Did you mean 'status'?",
    'brolly.E046 books: form.fields.notes.readOnly depends on the field itself. Name another column.',
    'brolly.E046 books: form.fields.subtitle.visible is neither a function nor { when: … }. Write { when: { status: ["shipped"] } }.',
    expect.stringContaining('brolly.E017 books: form.fields.copies.visible throws when called: it returned yes'),
    expect.stringContaining("brolly.E017 books: form.fields.copies.readOnly throws when called: it reads 'statuss'"),
  ])
  const bySelf = defineSite({
    title: 'Tests',
    schema: librarySchema,
    admins: [
      defineAdmin(books, { form: { fields: { notes: { visible: () => true } } } }),
      defineAdmin(authors, { form: { inlines: [defineInline(books)] } }),
      defineAdmin(branches, { form: { inlines: [defineInline(books, { columns: ['title'] })] } }),
    ],
  })
  expect(checkDeclarations(bySelf).map(({ id, where }) => `${id} ${where}`)).toEqual([
    'brolly.E046 authors: form.inlines[0]',
  ])
})

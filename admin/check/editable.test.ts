import { expect, test } from 'vitest'
import { defineAdmin, defineSite } from '@/admin'
import { books, librarySchema } from '../testing/kit/library'
import { checkDeclarations } from './declarations'

test('DJ-272: a column that cannot be edited in the list is reported with the reason', () => {
  const admin = defineAdmin(books, {
    list: {
      columns: ['title', 'status', 'copies', 'writer.name', 'notes', 'titleLength', 'isRare'],
      editable: [
        'title',
        'status',
        'copies',
        'authorId',
        'notes',
        'titleLength',
        'id',
        'price',
        'accessToken',
        'stats' as 'status',
      ],
    },
    form: { readOnly: ['copies'] },
  })
  const problems = checkDeclarations(defineSite({ title: 'Tests', schema: librarySchema, admins: [admin] }))

  expect(problems.map(({ id, where, message }) => `${id} ${where} ${message}`)).toEqual([
    "brolly.E010 books: list.editable[9] is 'stats', which is not a column of 'books'.",
    "brolly.E018 books: list.editable[0] 'title' is the first column, which links to the row.",
    "brolly.E018 books: list.editable[2] 'copies' is read-only.",
    "brolly.E018 books: list.editable[4] 'notes' is too large for a cell.",
    "brolly.E018 books: list.editable[5] 'titleLength' is set by the database or by code.",
    "brolly.E018 books: list.editable[6] 'id' is part of the key, which identifies the row.",
    "brolly.E018 books: list.editable[7] 'price' is not a column of the list.",
    "brolly.E018 books: list.editable[8] 'accessToken' is a secret, which a list does not show.",
  ])
})

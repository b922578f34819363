import { eq, relations } from 'drizzle-orm'
import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { defineAdmin, defineInline } from '@/admin'
import type { ReferredIn } from './referred-table'

const authors = pgTable('authors', { id: integer('id').primaryKey(), name: text('name').notNull() })
const books = pgTable('books', {
  id: integer('id').primaryKey(),
  title: text('title').notNull(),
  authorId: integer('author_id').references(() => authors.id),
})

/** Columns by property, relations by name or path, the table's own columns inside rules. */
defineAdmin(books, {
  label: 'title',
  list: { columns: ['title', 'author.name'], filters: ['author', 'authorId'], search: ['^title'], sort: ['-title'] },
  form: { sections: [{ fields: ['author', 'title'] }], readOnly: ({ record }) => (record ? ['title'] : []) },
  permissions: {
    change: (actor, table) => actor.in('editors') || eq(table.authorId, 1),
    fields: { title: { change: () => false } },
  },
})

defineAdmin(books, { softDelete: 'title' })
// @ts-expect-error a mark that is no column does not compile
defineAdmin(books, { softDelete: 'deletedAt' })
// @ts-expect-error nor who did it
defineAdmin(books, { softDelete: { column: 'title', by: 'deletedBy' } })
// @ts-expect-error a misspelt column does not compile
defineAdmin(books, { list: { columns: ['titel'] } })
// @ts-expect-error nor one of another table
defineAdmin(books, { form: { readOnly: ['name'] } })
// @ts-expect-error nor a sort by a column that is not there
defineAdmin(books, { list: { sort: ['-pages'] } })
defineAdmin(books, { list: { editable: ['title', 'author'] } })
defineAdmin(books, { list: { editable: ({ actor }) => (actor.in('editors') ? ['title'] : []) } })
// @ts-expect-error nor can a column that is not there be edited in the list
defineAdmin(books, { list: { editable: ['pages'] } })
// @ts-expect-error nor a field rule for one
defineAdmin(books, { permissions: { fields: { salary: { view: () => false } } } })
// @ts-expect-error a row rule answers true, false or a condition
defineAdmin(books, { permissions: { view: () => undefined } })
// @ts-expect-error the rule's table has the table's own columns only
defineAdmin(books, { permissions: { view: (_, table) => eq(table.pages, 1) } })

const loans = pgTable('loans', { id: integer('id').primaryKey(), bookId: integer('book_id'), due: text('due') })

/** What refers to a record: by name, or with the columns of the table that it is. */
defineAdmin(books, { record: { neighbours: false } })
defineAdmin(books, {
  record: {
    neighbours: ['loans', { of: loans, columns: ['due'], on: { bookId: 'id' }, limit: 10 }, { of: authors }, '*'],
  },
})
defineAdmin(books, { record: { neighbours: ({ actor }) => (actor.in('desk') ? ['loans', { of: loans }] : false) } })
// @ts-expect-error a column that the table which refers here does not have
defineAdmin(books, { record: { neighbours: [{ of: loans, columns: ['title'] }] } })
// @ts-expect-error nor one of this table
defineAdmin(books, { record: { neighbours: ['loans', { of: loans, on: { bookId: 'isbn' } }] } })

/** Tools, tabs and the next page: functions of the row, whose columns are the table's. */
defineAdmin(books, {
  form: { afterSave: (row) => (row.title === null ? 'record' : `/books/${row.id}`) },
  record: {
    tools: [
      { label: (row) => row.title ?? '', href: '/', when: (row, { actor }) => actor.in('desk') && row.id !== '1' },
    ],
    tabs: [{ name: 'slip', label: 'Slip', page: async () => ({ default: ({ row }) => row.title }) }],
  },
})
// @ts-expect-error a column that the table does not have
defineAdmin(books, { record: { tools: [{ label: 'x', href: (row) => row.titel }] } })
// @ts-expect-error a page that does not exist
defineAdmin(books, { form: { afterSave: 'home' } })
// @ts-expect-error a next page of another site
defineAdmin(books, { form: { afterSave: () => 'https://example.org' } })
const topics = pgTable('topics', { id: integer('id').primaryKey() })
const bookTopics = pgTable('book_topics', { bookId: integer('book_id'), topicId: integer('topic_id') })

/** Many-to-many relations by the names that they are given. */
defineAdmin(books, {
  many: { topics: bookTopics, themes: { through: bookTopics, via: 'book', input: 'lists' } },
  list: { columns: ['title', 'topics'], filters: ['themes'], search: ['topics'] },
  form: { sections: [{ fields: ['title', 'topics'] }], readOnly: ['themes'] },
})
defineAdmin(topics, { many: { books: bookTopics } })
// @ts-expect-error a name that was not given
defineAdmin(books, { many: { topics: bookTopics }, form: { sections: [{ fields: ['topic'] }] } })
// @ts-expect-error nor without any
defineAdmin(books, { form: { sections: [{ fields: ['topics'] }] } })
// @ts-expect-error a relation has no order
defineAdmin(books, { many: { topics: bookTopics }, list: { sort: ['topics'] } })
/** The options of a relation are limited by a condition on its table, named by `of` or by an annotation. */
defineAdmin(books, {
  form: {
    fields: {
      author: { of: authors, where: ({ values }, table) => (values.title ? eq(table.name, values.title) : true) },
    },
  },
})
defineAdmin(books, {
  form: {
    fields: {
      authorId: {
        where: ({ actor, record }, table: typeof authors) => actor.isSuperuser || eq(table.id, Number(record?.id)),
      },
    },
  },
})
// @ts-expect-error a field that the table does not have
defineAdmin(books, { form: { fields: { writer: { of: authors, where: () => true } } } })
// @ts-expect-error a column that the other table does not have
defineAdmin(books, { form: { fields: { author: { of: authors, where: (_, table) => eq(table.title, '') } } } })
// @ts-expect-error a table that is not named
defineAdmin(books, { form: { fields: { author: { where: (_, table) => eq(table.name, '') } } } })
// @ts-expect-error a value that the form does not have
defineAdmin(books, { form: { fields: { author: { of: authors, where: ({ values }) => values.name === null } } } })
// @ts-expect-error a condition that may be missing
defineAdmin(books, { form: { fields: { author: { of: authors, where: () => undefined } } } })

/** So are those in the rows of an inline. */
defineInline(books, {
  fields: { author: { of: authors, where: ({ values }, table) => values.title === null || eq(table.name, 'Ada') } },
})
// @ts-expect-error a field that the table does not have
defineInline(books, { fields: { writer: { of: authors, where: () => true } } })
// @ts-expect-error a column that the other table does not have
defineInline(books, { fields: { author: { of: authors, where: (_, table) => eq(table.title, '') } } })

const booksRelations = relations(books, ({ one }) => ({
  author: one(authors, { fields: [books.authorId], references: [authors.id] }),
}))
interface Registered {
  authors: typeof authors
  books: typeof books
  booksRelations: typeof booksRelations
}
const isSame = <A, B>(same: [A, B] extends [B, A] ? true : false) => same

/** `relations()` in the registered schema name the table of a relation, by its name and by its column. */
isSame<ReferredIn<Registered, typeof books, 'author'>, typeof authors>(true)
isSame<ReferredIn<Registered, typeof books, 'authorId'>, typeof authors>(true)
isSame<ReferredIn<Registered, typeof books, 'title'>, never>(true)
isSame<ReferredIn<Registered, typeof authors, 'author'>, never>(true)
isSame<ReferredIn<Registered, typeof books, 'author'>, typeof books>(false)

/** A field without a table given does not hide that of another one, also of tables that are not registered. */
defineAdmin(books, {
  form: { fields: { title: { help: 'As printed.' }, author: { of: authors, where: (_, table) => eq(table.id, 1) } } },
})

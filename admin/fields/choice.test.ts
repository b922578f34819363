import { integer, pgEnum, pgTable, text, type PgColumnBuilderBase } from 'drizzle-orm/pg-core'
import { expect, test } from 'vitest'
import { defineAdmin, defineSite } from '@/admin'
import { fieldMeta } from './meta'

const size = pgEnum('size', ['small', 'medium', 'large'])
const long = pgEnum('long', ['waiting for the customer', 'waiting for the supplier'])

/** The input that a column has without a declaration. */
function inputOf(builder: PgColumnBuilderBase, choices?: readonly (string | number)[]): string | undefined {
  const things = pgTable('things', { id: integer().primaryKey(), value: builder })
  const fields = choices ? ({ value: { choices } } as never) : {}
  const site = defineSite({ title: 'Tests', schema: { things }, admins: [defineAdmin(things, { form: { fields } })] })
  const column = site.admins.find(({ path }) => path === 'things')?.table.columns.find(({ key }) => key === 'value')
  return column && fieldMeta(column, { mode: 'add' }).input
}

test('up to four short values of which one must be chosen are segments', () => {
  expect(inputOf(size().notNull())).toBe('segments')
  expect(inputOf(text().notNull(), ['a', 'b', 'c', 'd'])).toBe('segments')
  expect(inputOf(integer().notNull(), [1, 2])).toBe('segments')
})

test('more or longer values, and those that may be left out, are a select', () => {
  expect(inputOf(size())).toBeUndefined()
  expect(inputOf(size().notNull().default('small'))).toBeUndefined()
  expect(inputOf(long().notNull())).toBeUndefined()
  expect(inputOf(text().notNull(), ['a', 'b', 'c', 'd', 'e'])).toBeUndefined()
})

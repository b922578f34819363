import { columnTypes } from '../fields/registry'
import {
  boolean,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  uuid,
  varchar,
  type PgColumnBuilderBase,
} from 'drizzle-orm/pg-core'
import { expect, test } from 'vitest'
import { readSchema } from './read-schema'
import type { RowLabel } from './model'

const parents = pgTable('parents', { id: integer('id').primaryKey(), name: text('name') })
const colour = pgEnum('colour', ['red'])

/** The label rule of a table with these columns, as `name`, `first_name+last_name`, `→parent` or `#`. */
function labelOf(table: string, columns: Record<string, PgColumnBuilderBase>): string {
  const made = pgTable(table, { id: integer('id').primaryKey(), ...columns })
  return describeLabel(
    readSchema({ parents, made }, { types: columnTypes }).tables.find(({ exportName }) => exportName === 'made')?.label,
  )
}

function describeLabel(label: RowLabel | undefined): string {
  if (label?.kind === 'columns') return label.columns.map((column) => column.name).join('+') + (label.cut ? '…' : '')
  return label?.kind === 'links' ? label.links.map((link) => `→${link.name}`).join('') : '#'
}

const t = (name: string) => text(name)
const all = (...names: string[]) => Object.fromEntries(names.map((name) => [name, t(name)]))

test.each([
  ['name before all others', 'things', all('email', 'title', 'code', 'name'), 'name'],
  ['title', 'things', all('status', 'slug', 'title'), 'title'],
  ['label', 'things', all('code', 'label'), 'label'],
  ['a full name', 'members', all('email', 'display_name'), 'display_name'],
  ['a user name', 'members', all('email', 'userName'), 'userName'],
  ['first and last name', 'members', all('last_name', 'email', 'first_name'), 'first_name+last_name'],
  ['in camelCase', 'members', all('lastName', 'firstName'), 'firstName+lastName'],
  ['the table’s own word', 'genres', all('note', 'genre'), 'genre'],
  ['the table’s own name', 'products', all('sku', 'product_name'), 'product_name'],
  ['any name', 'things', all('email', 'shop_name'), 'shop_name'],
  ['not the name of a bucket, a file or a secret', 'things', all('bucket_name', 'secret_name', 'email'), 'email'],
  ['not who made it, in a table that is not about users', 'servers', all('username', 'host'), 'host'],
  ['a subject before a user name', 'mails', all('username', 'subject'), 'subject'],
  ['a user name where nothing else names the row', 'visits', all('username', 'comment'), 'username'],
  ['a key over its value', 'settings', all('value', 'key'), 'key'],
  [
    'never a moment, JSON, a remark or a raw reference that is kept as text',
    'things',
    all('created_at', 'starts_on', 'payload', 'settings_json', 'comment', 'notes', 'customer_id'),
    '#',
  ],
  ['an identifier', 'things', all('body', 'slug'), 'slug'],
  ['prose, cut', 'things', all('status', 'description'), 'description…'],
  [
    'the first other text, unique ones first',
    'things',
    { ...all('status', 'colour_word'), motto: t('motto').notNull().unique() },
    'motto…',
  ],
  ['never a status, a type or a role', 'things', all('status', 'type', 'role', 'kind', 'payment_method'), '#'],
  ['never a secret', 'things', all('password', 'api_key', 'token'), '#'],
  ['never the key of an api key', 'api_keys', all('key', 'hash'), '#'],
  [
    'never an enum, a document or a flag',
    'things',
    { name: colour('name'), title: jsonb('title'), label: boolean('label') },
    '#',
  ],
  [
    'the parents where there is no text',
    'things',
    { parentId: integer('parent_id').references(() => parents.id) },
    '→parent',
  ],
  [
    'a required parent before a text that may be missing',
    'things',
    {
      parentId: integer('parent_id')
        .notNull()
        .references(() => parents.id),
      remark: t('remark'),
    },
    '→parent',
  ],
  ['nothing but the key', 'things', { no: integer('no'), ref: uuid('ref') }, '#'],
] as const)('%s', (...[, table, columns, label]) => {
  expect(labelOf(table, columns)).toBe(label)
})

test('a pure join table is named by the rows it joins', () => {
  const join = pgTable(
    'parent_pairs',
    {
      a: integer('a_id').references(() => parents.id),
      b: integer('b_id').references(() => parents.id),
      name: varchar('name'),
    },
    (table) => [primaryKey({ columns: [table.a, table.b] })],
  )

  expect(describeLabel(readSchema({ parents, join }, { types: columnTypes }).tables[1]?.label)).toBe('→a→b')
})

import { relations } from 'drizzle-orm'
import {
  foreignKey,
  integer,
  pgSchema,
  pgTable,
  primaryKey,
  serial,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { describe, expect, test } from 'vitest'
import { defineAdmin } from './admin'
import { buildSite, type SiteOptions } from './site'
import { incomingWays, waysNamed } from './ways-in'

function waysInto(schema: Record<string, unknown>, path: string, admins: SiteOptions['admins'] = []) {
  const site = buildSite(
    { title: 'T', schema, admins },
    { schema: {}, admins: [], sealer: { seal: (_, text) => text, unseal: (_, text) => text }, secrets: () => [] },
  )
  const table = site.schema.byPath(path)
  if (!table) throw new Error(`There is no ${path}.`)
  return incomingWays(site, table)
}

const told = (ways: ReturnType<typeof waysInto>) =>
  ways.map(({ name, label, columns, parentColumns, join }) =>
    [
      `${name} “${label}”`,
      columns.map((column, index) => `${column.name}=${parentColumns[index]?.name}`).join(),
      ...(join ? [`join → ${join.otherAdmin.path}`] : []),
    ].join(' '),
  )

const customers = pgTable('customers', { id: serial('id').primaryKey(), code: text('code').unique() })
const tags = pgTable('tags', { id: serial('id').primaryKey(), name: text('name') })

describe('the ways into a table', () => {
  test('are the foreign keys that refer to it, distinguished if a table has several, with their declared names', () => {
    const orders = pgTable('orders', {
      id: serial('id').primaryKey(),
      customerId: integer('customer_id').references(() => customers.id),
      payerId: integer('payer_id').references(() => customers.id),
    })
    const sales = pgSchema('sales').table('visits', { code: text('code').references(() => customers.code) })

    const ways = waysInto({ customers, orders, sales }, 'customers', [defineAdmin(orders, { plural: 'Purchases' })])

    expect(told(ways)).toEqual([
      'orders.customer “Purchases as customer” customer_id=id',
      'orders.payer “Purchases as payer” payer_id=id',
      'sales.visits “Visits” code=code',
    ])
    expect(waysNamed(ways, 'orders')).toHaveLength(2)
    expect(waysNamed(ways, 'orders.payer').map(({ name }) => name)).toEqual(['orders.payer'])
    expect(waysNamed(ways, 'sales').map(({ name }) => name)).toEqual(['sales.visits'])
    expect(waysNamed(ways, 'sales.visits.code').map(({ name }) => name)).toEqual(['sales.visits'])
    expect(waysNamed(ways, 'nothing')).toEqual([])
  })

  test('are relations too, once each, also if only the row’s own side declares one', () => {
    const notes = pgTable('notes', {
      id: serial('id').primaryKey(),
      customerId: integer('customer_id').references(() => customers.id),
      aboutId: integer('about_id'),
    })
    const profiles = pgTable('profiles', { id: serial('id').primaryKey(), ownerId: integer('owner_id') })
    const notesRelations = relations(notes, ({ one }) => ({
      customer: one(customers, { fields: [notes.customerId], references: [customers.id] }),
      about: one(customers, { fields: [notes.aboutId], references: [customers.id] }),
    }))
    const customersRelations = relations(customers, ({ one }) => ({
      profile: one(profiles, { fields: [customers.id], references: [profiles.ownerId] }),
    }))

    expect(told(waysInto({ customers, notes, profiles, notesRelations, customersRelations }, 'customers'))).toEqual([
      'notes.customer “Notes as customer” customer_id=id',
      'notes.about “Notes as about” about_id=id',
      'profiles “Profiles” owner_id=id',
    ])
  })

  test('come from the table itself, but not from a key that refers to its own row only', () => {
    const tree = pgTable('categories', { id: integer('id').primaryKey(), parentId: integer('parent_id') }, (t) => [
      foreignKey({ columns: [t.parentId], foreignColumns: [t.id] }),
      foreignKey({ columns: [t.id], foreignColumns: [t.id] }),
    ])

    expect(told(waysInto({ tree }, 'categories'))).toEqual(['categories “Categories as parent” parent_id=id'])
  })

  test('use composite keys, each of them once', () => {
    const projects = pgTable('projects', { tenant: integer('tenant_id'), id: integer('id') }, (t) => [
      primaryKey({ columns: [t.tenant, t.id] }),
      unique().on(t.id),
    ])
    const tasks = pgTable(
      'tasks',
      { id: serial('id').primaryKey(), tenant: integer('tenant_id'), project: integer('project_id') },
      (t) => [foreignKey({ columns: [t.tenant, t.project], foreignColumns: [projects.tenant, projects.id] })],
    )
    const tasksRelations = relations(tasks, ({ one }) => ({
      project: one(projects, { fields: [tasks.project], references: [projects.id] }),
    }))

    expect(told(waysInto({ projects, tasks, tasksRelations }, 'projects'))).toEqual([
      'tasks “Tasks” tenant_id=tenant_id,project_id=id',
    ])
  })

  test('see through a join table to its other side', () => {
    const customerTags = pgTable(
      'customer_tags',
      {
        id: uuid('id').primaryKey().defaultRandom(),
        customerId: integer('customer_id').references(() => customers.id),
        tagId: integer('tag_id').references(() => tags.id),
        addedAt: timestamp('added_at').defaultNow(),
      },
      (t) => [unique().on(t.tagId, t.customerId)],
    )
    const follows = pgTable(
      'follows',
      {
        followerId: integer('follower_id').references(() => customers.id),
        followedId: integer('followed_id').references(() => customers.id),
      },
      (t) => [primaryKey({ columns: [t.followerId, t.followedId] })],
    )
    const schema = { customers, tags, customerTags, follows }

    expect(told(waysInto(schema, 'customers'))).toEqual([
      'customer_tags “Tags” customer_id=id join → tags',
      'follows.follower “Customers as followed” follower_id=id join → customers',
      'follows.followed “Customers as follower” followed_id=id join → customers',
    ])
    expect(told(waysInto(schema, 'tags'))).toEqual(['customer_tags “Customers” tag_id=id join → customers'])
  })

  test('see no join table where there is more to fill in, or where a pair may stand twice', () => {
    const links = {
      customerId: integer('customer_id').references(() => customers.id),
      tagId: integer('tag_id').references(() => tags.id),
    }
    const items = pgTable('items', { ...links, quantity: integer('quantity').notNull() }, (t) => [
      primaryKey({ columns: [t.customerId, t.tagId] }),
    ])
    const remarks = pgTable('remarks', { ...links, remark: text('remark') }, (t) => [
      primaryKey({ columns: [t.customerId, t.tagId] }),
    ])
    const log = pgTable('log', { id: serial('id').primaryKey(), ...links })
    const extension = pgTable('extension', {
      customerId: integer('customer_id')
        .primaryKey()
        .references(() => customers.id),
      tagId: links.tagId,
    })

    expect(
      told(waysInto({ customers, tags, items, remarks, log, extension }, 'tags')).filter((way) => way.includes('join')),
    ).toEqual([])
  })
})

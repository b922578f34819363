import { columnTypes } from '../fields/registry'
import { relations } from 'drizzle-orm'
import { date, foreignKey, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { describe, expect, test } from 'vitest'
import type { TableModel } from './model'
import { readSchema } from './read-schema'

function tableOf(exports: Record<string, unknown>, name: string): TableModel {
  const table = readSchema(exports, { types: columnTypes }).tables.find(({ exportName }) => exportName === name)
  if (!table) throw new Error(`There is no ${name}.`)
  return table
}

describe('links', () => {
  const users = pgTable('users', { id: integer('id').primaryKey(), login: text('login').unique() })
  const linksOf = (exports: Record<string, unknown>, name: string) =>
    tableOf(exports, name).links.map(
      (link) =>
        `${link.name}: ${link.columns.map((column) => column.name)} → ${link.target.path}(${link.targetColumns.map((column) => column.name)}) ${link.source}`,
    )

  test('come from foreign keys and from relations, each once, named by the relation', () => {
    const posts = pgTable('posts', {
      id: integer('id').primaryKey(),
      author: integer('author_id').references(() => users.id),
      editor: integer('editor_id').references(() => users.id),
      reviewerId: integer('reviewer_id'),
      login: text('login').references(() => users.login),
    })
    const postsRelations = relations(posts, ({ one }) => ({
      writer: one(users, { fields: [posts.author], references: [users.id] }),
      reviewer: one(users, { fields: [posts.reviewerId], references: [users.id] }),
    }))
    const usersRelations = relations(users, ({ many }) => ({ posts: many(posts) }))

    expect(linksOf({ users, posts, postsRelations, usersRelations }, 'posts')).toEqual([
      'writer: author_id → users(id) foreign key',
      'editor: editor_id → users(id) foreign key',
      'login: login → users(login) foreign key',
      'reviewer: reviewer_id → users(id) relations',
    ])
    expect(linksOf({ posts }, 'posts')).toEqual([])
    expect(tableOf({ users, posts }, 'users').backlinks.map((link) => link.name)).toEqual(['author', 'editor', 'login'])
  })

  test('composite ones share a column, and each picker follows the telling one', () => {
    const tenants = pgTable('tenants', { id: integer('id').primaryKey() })
    const projects = pgTable('projects', { tenantId: integer('tenant_id'), id: integer('id') }, (t) => [
      primaryKey({ columns: [t.tenantId, t.id] }),
    ])
    const tasks = pgTable(
      'tasks',
      {
        id: integer('id').primaryKey(),
        tenantId: integer('tenant_id').references(() => tenants.id),
        projectId: integer('project_id'),
      },
      (t) => [foreignKey({ columns: [t.tenantId, t.projectId], foreignColumns: [projects.tenantId, projects.id] })],
    )
    const table = tableOf({ tenants, projects, tasks }, 'tasks')

    expect(table.columns.map((column) => [column.name, column.link?.target.name ?? null])).toEqual([
      ['id', null],
      ['tenant_id', 'tenants'],
      ['project_id', 'projects'],
    ])
  })

  test('composite ones are named by the role that their columns share', () => {
    const staff = pgTable('staff', { country: text('country'), badge: integer('badge') }, (t) => [
      primaryKey({ columns: [t.country, t.badge] }),
    ])
    const lines = pgTable('lines', { orderId: integer('order_id'), lineNo: integer('line_no') }, (t) => [
      primaryKey({ columns: [t.orderId, t.lineNo] }),
    ])
    const visits = pgTable(
      'visits',
      {
        id: integer('id').primaryKey(),
        doctorCountry: text('doctor_country'),
        doctorBadge: integer('doctor_badge'),
        nurse: text('nurse'),
        nurseCountry: text('nurse_country'),
        nurseBadge: integer('nurse_badge'),
        orderId: integer('order_id'),
        orderLineNo: integer('order_line_no'),
      },
      (t) => [
        foreignKey({ columns: [t.doctorCountry, t.doctorBadge], foreignColumns: [staff.country, staff.badge] }),
        foreignKey({ columns: [t.nurseCountry, t.nurseBadge], foreignColumns: [staff.country, staff.badge] }),
        foreignKey({ columns: [t.orderId, t.orderLineNo], foreignColumns: [lines.orderId, lines.lineNo] }),
      ],
    )
    const labels = tableOf({ staff, lines, visits }, 'visits').columns.map(({ label }) => label)
    // The nurse has a column of that name beside it, and an order is not its line.
    expect(labels.join(', ')).toBe(
      'ID, Doctor country, Doctor, Nurse, Nurse country, Nurse badge, Order ID, Order line no',
    )
  })

  test('to itself, in a circle, and from a key that is one', () => {
    const tree = pgTable('tree', { id: integer('id').primaryKey(), parentId: integer('parent_id') }, (t) => [
      foreignKey({ columns: [t.parentId], foreignColumns: [t.id] }),
    ])
    const profiles = pgTable('profiles', {
      userId: integer('user_id')
        .primaryKey()
        .references(() => users.id),
    })

    expect(linksOf({ tree }, 'tree')).toEqual(['parent: parent_id → tree(id) foreign key'])
    expect(linksOf({ users, profiles }, 'profiles')).toEqual(['user: user_id → users(id) foreign key'])
  })

  test('a table whose columns are all keys of links is a join table, another is not', () => {
    const pair = { a: integer('a').references(() => users.id), b: integer('b').references(() => users.id) }
    const join = pgTable('join', pair, (t) => [primaryKey({ columns: [t.a, t.b] })])
    const more = pgTable('more', { ...pair, since: date('since') }, (t) => [primaryKey({ columns: [t.a, t.b] })])

    expect([tableOf({ users, join }, 'join').joinTable, tableOf({ users, more }, 'more').joinTable]).toEqual([
      true,
      false,
    ])
  })
})

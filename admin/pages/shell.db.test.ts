import { expect } from 'vitest'
import * as server from '@/admin/server'
import { defineAdmin } from '@/admin'
import { books } from '../testing/kit/library'
import { test } from '../testing/kit/site-test'

test('only superusers see the links to permissions and migrations, with the number of pending ones', async ({ as }) => {
  const system = (pendingMigrations: number) => server.shellOf(as(), { environment: null, pendingMigrations }).system

  const activity = { label: 'Activity', href: '/admin/-/activity', note: null }
  const permissions = { label: 'Permissions', href: '/admin/-/permissions', note: null }
  const security = { label: 'Security log', href: '/admin/-/security', note: null }
  expect([system(0), system(2)]).toEqual([
    [activity, permissions, security, { label: 'Migrations', href: '/admin/-/migrations', note: null }],
    [activity, permissions, security, { label: 'Migrations', href: '/admin/-/migrations', note: '2 pending' }],
  ])
})

test('tables without a heading do not seem to belong to the heading above them', async ({ as }) => {
  const headings = (admins: ReturnType<typeof defineAdmin>[]) =>
    server.shellOf(as({ admins }), { environment: null }).groups.map((group) => group.label)

  expect(headings([])).toEqual([null, 'Accounts'])
  expect(headings([defineAdmin(books, { group: 'Catalogue' })])).toEqual(['Catalogue', 'Other tables', 'Accounts'])
})

test('DJ-037 DJ-038: the index lists the tables of which the actor may view or add rows, and no others', async ({
  as,
}) => {
  const ctx = as({ grants: ['books.view', 'tags.add', 'loans.delete'] })
  const page = await server.indexPage(ctx)

  expect(page.groups.flatMap((group) => group.tables.map((table) => table.label))).toEqual(['Books', 'Tags'])
  expect(
    server.shellOf(ctx, { environment: null }).groups.flatMap((group) => group.tables.map((table) => table.path)),
  ).toEqual(['books', 'tags'])
})

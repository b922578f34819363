import { describe, expect } from 'vitest'
import { actorOfHost, createUser, exportCsv, listPage, type Actor } from '@/admin/server'
import type { Database } from '../postgres/database'
import { accountSettings } from '../site/account-options'
import type { AdminContext } from '../site/context'
import type { HostAuth, HostUser } from '../site/host-auth'
import { adminOf, test } from '../testing/kit/site-test'

/** A library that keeps sessions, and says who is there. */
const library: HostAuth = { user: () => null, logInHref: '/sign-in', logOutHref: '/sign-out', cookies: ['library'] }

const asked = (ctx: AdminContext, user: HostUser | null, auth: Partial<HostAuth> = {}) => {
  const site = { ...ctx.site, accounts: accountSettings({ auth: { ...library, ...auth } }) }
  const visit = { db: ctx.db, basePath: ctx.basePath, site }
  return {
    admin: () => actorOfHost(visit, user),
    site: () => actorOfHost(visit, user, { audience: 'everyone' }),
  }
}

const newUser = (db: Database, { isStaff = true } = {}) =>
  createUser(db, {
    email: 'ada@example.org',
    password: null,
    isStaff,
    isSuperuser: false,
    groups: [],
    permissions: ['books.view'],
    by: 'test',
  })

describe('whoever is logged in with the library of the project', () => {
  test('F139: acts as their account, with its groups and permissions', async ({ db, as, client }) => {
    const { id } = await newUser(db)
    await client`with g as (insert into brolly.groups (name) values ('Editors') returning id)
      insert into brolly.user_groups (user_id, group_id) select ${id}, id from g`

    const actor = await asked(as(), { id }).admin()

    expect(actor).toMatchObject({ id, email: 'ada@example.org', isSuperuser: false, hasPassword: false, isFresh: true })
    expect(actor?.in('Editors')).toBe(true)
    const ctx: AdminContext = { ...as(), actor: actor as Actor }
    expect((await listPage(ctx, adminOf(ctx, 'books'), [])).rows.length).toBeGreaterThan(0)
    await expect(listPage(ctx, adminOf(ctx, 'tags'), [])).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect((async () => exportCsv(ctx, adminOf(ctx, 'books'), []))()).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('is found by the address only if the library has verified it', async ({ db, as }) => {
    const { id } = await newUser(db)

    expect(await asked(as(), { email: 'ADA@example.org', emailVerified: true }).admin()).toMatchObject({ id })
    expect(await asked(as(), { email: 'ada@example.org' }).admin()).toBeNull()
    expect(await asked(as(), { email: 'ada@example.org', emailVerified: false }).admin()).toBeNull()
  })

  test('is found by the id alone if there is one', async ({ db, as }) => {
    await newUser(db)
    const other = { email: 'ada@example.org', emailVerified: true }

    expect(await asked(as(), { ...other, id: '00000000-0000-4000-8000-000000000001' }).admin()).toBeNull()
    expect(await asked(as(), { ...other, id: 'no id' }, { create: true }).admin()).toBeNull()
    expect(await asked(as(), null).admin()).toBeNull()
  })

  test('DJ-012: is out with the next request when the account is closed', async ({ db, as, client }) => {
    const { id } = await newUser(db)
    await client`update brolly.users set is_active = false`

    expect(await asked(as(), { id }).admin()).toBeNull()
    expect(await asked(as(), { id }).site()).toBeNull()
  })

  test('uses the public side without being staff, and not the admin', async ({ db, as }) => {
    const { id } = await newUser(db, { isStaff: false })

    expect(await asked(as(), { id }).admin()).toBeNull()
    expect(await asked(as(), { id }).site()).toMatchObject({ id, isStaff: false })
  })

  test('is not fresh if the library says so', async ({ db, as }) => {
    const { id } = await newUser(db)

    expect(await asked(as(), { id, isFresh: false }).admin()).toMatchObject({ isFresh: false })
  })
})

describe('whoever has no account', () => {
  const stranger = { email: 'new@example.org', emailVerified: true, name: 'New' }

  test('has none unless the site makes them', async ({ as, client }) => {
    expect(await asked(as(), stranger).site()).toBeNull()
    expect(await client`select 1 from brolly.users`).toHaveLength(0)
  })

  test('gets one that is not staff the first time, once, for a verified address', async ({ as, client }) => {
    const make = { create: true }
    const unverified = asked(as(), { ...stranger, emailVerified: false }, make)
    expect(await unverified.site()).toBeNull()

    const all = await Promise.all([1, 2, 3].map(() => asked(as(), stranger, make).site()))

    expect(new Set(all.map((actor) => actor?.id)).size).toBe(1)
    expect(await client`select email, name, is_staff, password_hash from brolly.users`).toEqual([
      { email: 'new@example.org', name: 'New', is_staff: false, password_hash: null },
    ])
    expect(await asked(as(), stranger, make).admin()).toBeNull()
  })
})

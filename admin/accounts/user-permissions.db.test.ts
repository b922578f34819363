import { describe, expect } from 'vitest'
import {
  addPage,
  addRecord,
  changePage,
  changeRecord,
  createUser,
  deleteRecords,
  historyPage,
  listPage,
  permissionsPage,
  savePermissions,
  setPasswordOf,
} from '@/admin/server'
import { auditLines } from '../testing/kit/audit-lines'
import { postOf } from '../testing/kit/posts'
import { adminOf, test } from '../testing/kit/site-test'
import type { AdminContext } from '../site/context'
import type { Database } from '../postgres/database'

const make = (db: Database, name: string, more: { permissions?: string[]; isSuperuser?: boolean } = {}) =>
  createUser(db, {
    email: `${name}@example.org`,
    password: 'a-fine-password',
    isStaff: true,
    isSuperuser: false,
    groups: [],
    permissions: [],
    by: 'test',
    ...more,
  })
const change = async (ctx: AdminContext, key: string, typed: Record<string, string>) =>
  changeRecord(ctx, adminOf(ctx, 'brolly.users'), {
    key,
    form: postOf(await changePage(ctx, adminOf(ctx, 'brolly.users'), { key, list: '' }), typed),
  })
const next = { password: 'another-fine-one', repeat: 'another-fine-one' }

describe('SEC-060: a user who may change users but is not a superuser', () => {
  const manager = {
    grants: ['brolly.users.view', 'brolly.users.change', 'brolly.users.delete', 'brolly.groups.change', 'books.view'],
  }

  test('makes no one a superuser or staff, not even with a forged form', async ({ as, db, client }) => {
    const { id } = await make(db, 'low', { permissions: ['books.view'] })
    const ctx = as(manager)

    await change(ctx, id, { name: 'Low', is_superuser: 'true', is_staff: 'false', password_hash: 'x' })

    expect(
      (await client`select name, is_superuser, is_staff, password_hash <> 'x' as kept from brolly.users`)[0],
    ).toEqual({
      name: 'Low',
      is_superuser: false,
      is_staff: true,
      kept: true,
    })
  })

  test('grants no permissions and no groups', async ({ as, db }) => {
    const { id } = await make(db, 'low')
    const ctx = as({ ...manager, id })

    await expect(permissionsPage(ctx, { kind: 'user', id })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(
      savePermissions(ctx, { kind: 'user', id }, { permissions: ['books.change'], groupIds: [] }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('cannot reach an account with more permissions: not its password, its email address or its row', async ({
    as,
    db,
    client,
  }) => {
    await client`insert into brolly.groups (name) values ('hr')`
    const root = await make(db, 'root', { isSuperuser: true })
    const more = await make(db, 'more', { permissions: ['books.delete'] })
    const grouped = await make(db, 'grouped')
    await client`insert into brolly.grants (group_id, permission) select id, 'books.add' from brolly.groups`
    await client`insert into brolly.user_groups select ${grouped.id}, id from brolly.groups`
    const less = await make(db, 'less', { permissions: ['books.view'] })
    const ctx = as(manager)

    for (const { id } of [root, more, grouped]) {
      await expect(setPasswordOf(ctx, id, next)).rejects.toMatchObject({ code: 'NOT_FOUND' })
      expect(await changePage(ctx, adminOf(ctx, 'brolly.users'), { key: id, list: '' })).toMatchObject({
        mode: 'view',
        deleteHref: null,
      })
      await expect(
        deleteRecords(ctx, adminOf(ctx, 'brolly.users'), { selection: { kind: 'keys', keys: [id] }, agreed: 1 }),
      ).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
    await setPasswordOf(ctx, less.id, next)
  })

  test('cannot reach an account in a group of which it is not a member, even if the group grants nothing, because rules use groups', async ({
    as,
    db,
    client,
  }) => {
    await client`insert into brolly.groups (name) values ('hr')`
    const { id } = await make(db, 'grouped')
    await client`insert into brolly.user_groups select ${id}, id from brolly.groups`

    await expect(setPasswordOf(as(manager), id, next)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await setPasswordOf(as({ ...manager, groups: ['hr'] }), id, next)
  })

  test('cannot rename a group, because rules use its name', async ({ as, client }) => {
    await client`insert into brolly.groups (name) values ('mine')`
    const [group] = await client<{ id: string }[]>`select id from brolly.groups`
    const ctx = as(manager)

    await expect(
      changeRecord(ctx, adminOf(ctx, 'brolly.groups'), {
        key: group?.id ?? '',
        form: new Map([
          ['~version', '1'],
          ['name', 'hr'],
        ]),
      }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('SEC-062: the last superuser', () => {
  test('cannot be demoted, deactivated or deleted', async ({ as, db, client }) => {
    const { id } = await make(db, 'root', { isSuperuser: true })
    const ctx = as({ id })

    await expect(change(ctx, id, { is_superuser: 'false' })).rejects.toMatchObject({ code: 'INVALID' })
    await expect(change(ctx, id, { is_active: 'false' })).rejects.toMatchObject({ code: 'INVALID' })
    const second = await make(db, 'second', { isSuperuser: true })
    await expect(
      deleteRecords(ctx, adminOf(ctx, 'brolly.users'), {
        selection: { kind: 'keys', keys: [id, second.id] },
        agreed: 2,
      }),
    ).rejects.toMatchObject({ code: 'INVALID' })

    expect(await client`select 1 from brolly.users where is_superuser and is_active`).toHaveLength(2)
  })

  test('remains when two superusers demote each other at once', async ({ as, db, client }) => {
    const [a, b] = [await make(db, 'a', { isSuperuser: true }), await make(db, 'b', { isSuperuser: true })]

    await Promise.allSettled([
      change(as({ id: a.id }), b.id, { is_superuser: 'false' }),
      change(as({ id: b.id }), a.id, { is_superuser: 'false' }),
    ])

    expect(await client`select 1 from brolly.users where is_superuser and is_active`).toHaveLength(1)
  })
})

test('DJ-248: an email address entered in the form is stored in normal form', async ({ as, client }) => {
  const ctx = as()
  const admin = adminOf(ctx, 'brolly.users')
  const add = async (email: string) =>
    addRecord(ctx, admin, postOf(await addPage(ctx, admin, { list: '', prefill: [] }), { email }))

  await add('Ａda@Example.org ')
  expect(await client`select email from brolly.users`).toEqual([{ email: 'ada@example.org' }])
  await expect(add('ADA@example.org')).rejects.toMatchObject({ code: 'INVALID' })
  await expect(add('ada')).rejects.toMatchObject({
    fields: { email: 'Enter one email address, such as ada@example.org.' },
  })
})

test('SEC-047 SEC-067 DJ-120: the password hash is on no page of a user', async ({ as, db }) => {
  const { id } = await make(db, 'ada')
  const ctx = as()
  const admin = adminOf(ctx, 'brolly.users')
  await setPasswordOf(ctx, id, next)
  const answers = [
    await listPage(ctx, admin, []),
    await changePage(ctx, admin, { key: id, list: '' }),
    await historyPage(ctx, admin, { key: id, before: null }),
  ]

  expect(JSON.stringify(answers)).not.toMatch(/argon2|password_hash|Password hash/u)
  for (const [name, value] of [
    ['password_hash.starts', '$'],
    ['sort', 'password_hash'],
    ['columns', 'password_hash'],
  ] as const)
    await expect(listPage(ctx, admin, [[name, value]])).rejects.toMatchObject({ code: 'BAD_QUERY' })
})

test('permissions are replaced as a whole, audited, and refused if the site does not have them', async ({
  as,
  db,
  client,
}) => {
  const { id } = await make(db, 'ada', { permissions: ['books.view', 'gone_table.view'] })
  await client`insert into brolly.groups (name) values ('editors')`
  const [group] = await client<{ id: string }[]>`select id from brolly.groups`
  const ctx = as()
  const grantee = { kind: 'user', id } as const

  for (const permissions of [['books.fly'], ['nothing.view'], ['__proto__.view']])
    await expect(savePermissions(ctx, grantee, { permissions, groupIds: [] })).rejects.toMatchObject({
      code: 'INVALID',
    })
  await expect(savePermissions(ctx, grantee, { permissions: [], groupIds: ["' or true"] })).rejects.toMatchObject({
    code: 'INVALID',
  })
  await expect(permissionsPage(ctx, { kind: 'user', id: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await savePermissions(ctx, grantee, { permissions: ['books.change', 'tags.add'], groupIds: [group?.id ?? ''] })

  const page = await permissionsPage(ctx, grantee)
  expect(page.granted.toSorted()).toEqual(['books.change', 'gone_table.view', 'tags.add'])
  expect(page.groups).toEqual([{ id: group?.id, name: 'editors', member: true }])
  expect((await auditLines(client)).at(-1)).toMatchObject({
    table: 'brolly.users',
    key: id,
    action: 'permissions',
    changes: {
      permissions: ['books.view, gone_table.view', 'books.change, gone_table.view, tags.add'],
      groups: ['', 'editors'],
    },
  })
})

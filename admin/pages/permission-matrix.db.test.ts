import type postgres from 'postgres'
import { describe, expect } from 'vitest'
import { neededBy, permissionMatrix, reviewMatrix, saveMatrix, withNeeded } from '@/admin/server'
import { test } from '../testing/kit/site-test'
import { auditLines } from '../testing/kit/audit-lines'

const editors = '00000000-0000-4000-8000-00000000000e'
const readers = '00000000-0000-4000-8000-00000000000f'

/** Two groups; Ada is in both, Bo reads, and the last two have nothing to gain. */
async function makeGroups(client: postgres.Sql): Promise<void> {
  await client`insert into brolly.groups (id, name) values (${editors}, 'editors'), (${readers}, 'readers')`
  await client`insert into brolly.users (email, is_staff, is_active, is_superuser) values
    ('ada@example.org', true, true, false), ('bo@example.org', true, true, false),
    ('gone@example.org', true, false, false), ('root@example.org', true, true, true)`
  await client`insert into brolly.user_groups (user_id, group_id)
    select id, ${readers}::uuid from brolly.users union all
    select id, ${editors}::uuid from brolly.users where email like 'ada%'`
  await client`insert into brolly.grants (group_id, permission) values
    (${editors}, 'books.view'), (${editors}, 'books.change'), (${editors}, 'lost.view'), (${readers}, 'books.view')`
}

const groupIds = [editors, readers]

describe('the permissions of all groups', () => {
  test('are reviewed by what users gain and lose, and saved with an entry for each group', async ({ as, client }) => {
    await makeGroups(client)
    const ctx = as()
    const page = await permissionMatrix(ctx, 1)
    expect(page.addHref).toBe('/admin/brolly.groups/add')
    expect(page.groups.map(({ name, members }) => [name, members])).toEqual([
      ['editors', 1],
      ['readers', 4],
    ])
    // Permissions for a table that is not in the site are not shown, and stay.
    expect(page.granted).toHaveLength(3)
    const granted = [`${editors} books.change`, `${editors} books.delete`, `${readers} loans.view`]
    const posted = { groupIds, granted, bases: page.bases }
    const twice = [...page.granted, ...page.granted]
    expect(await reviewMatrix(ctx, { groupIds, granted: twice, bases: page.bases })).toEqual({ groups: [], people: [] })

    expect(await reviewMatrix(ctx, posted)).toEqual({
      groups: [
        { id: editors, name: 'editors', members: 1, given: ['books.delete'], taken: ['books.view'], needed: [] },
        { id: readers, name: 'readers', members: 4, given: ['loans.view'], taken: ['books.view'], needed: [] },
      ],
      people: [
        { permission: 'books.delete', gains: { count: 1, emails: ['ada@example.org'] }, loses: nobody },
        { permission: 'books.view', gains: nobody, loses: both },
        { permission: 'loans.view', gains: both, loses: nobody },
      ],
    })
    expect((await permissionMatrix(ctx, 1)).bases).toEqual(page.bases)
    expect(await saveMatrix(ctx, posted)).toBe(2)
    expect((await permissionMatrix(ctx, 1)).granted.toSorted()).toEqual(granted.toSorted())
    expect(await client`select from brolly.grants where permission = 'lost.view'`).toHaveLength(1)
    expect(await auditLines(client)).toHaveLength(2)
  })

  test('what is kept from another group is neither gained nor lost', async ({ as, client }) => {
    await makeGroups(client)
    const ctx = as()
    const { bases } = await permissionMatrix(ctx, 1)
    const granted = [`${editors} books.change`, `${readers} books.view`]
    const review = await reviewMatrix(ctx, { groupIds, granted, bases })
    expect(review.groups).toMatchObject([{ name: 'editors', taken: ['books.view'] }])
    expect(review.people).toEqual([])
  })

  test('SEC-060: are for superusers, and only as they were shown', async ({ as, client }) => {
    await makeGroups(client)
    const { bases } = await permissionMatrix(as(), 1)
    const posted = { groupIds, granted: [], bases }
    const staff = as({ grants: ['brolly.groups.change', 'brolly.users.change'] })
    for (const attempt of [() => permissionMatrix(staff, 1), () => saveMatrix(staff, posted)])
      await expect(attempt()).rejects.toMatchObject({ code: 'FORBIDDEN' })
    for (const wrong of [
      { ...posted, granted: [`${editors} books.fly`] },
      { ...posted, granted: ['__proto__ books.view'] },
      { ...posted, groupIds: ['1'] },
      { ...posted, groupIds: [] },
      { ...posted, groupIds: [readers], granted: [`${editors} books.view`] },
    ])
      await expect(saveMatrix(as(), wrong)).rejects.toMatchObject({ code: expect.stringMatching(/INVALID|CONFLICT/u) })
    expect(await client`select from brolly.grants`).toHaveLength(4)
  })

  test('collide with what others have saved in the same group only', async ({ as, client }) => {
    await makeGroups(client)
    const { bases } = await permissionMatrix(as(), 1)
    await client`insert into brolly.grants (group_id, permission) values (${readers}, 'books.add')`
    const editing = { groupIds, granted: [`${editors} books.view`, `${readers} books.view`], bases }
    expect(await saveMatrix(as(), editing)).toBe(1)
    expect(await client`select from brolly.grants where group_id = ${readers}`).toHaveLength(2)
    await expect(saveMatrix(as(), { groupIds, granted: [], bases })).rejects.toMatchObject({ code: 'CONFLICT' })
    const now = await permissionMatrix(as(), 1)
    await client`delete from brolly.groups where id = ${readers}`
    expect(await saveMatrix(as(), { groupIds, granted: now.granted, bases: now.bases })).toBe(0)
    const ofGone = { groupIds, granted: [`${editors} books.view`], bases: now.bases }
    await expect(saveMatrix(as(), ofGone)).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await client`select from brolly.grants`).toHaveLength(2)
  })

  test('what a form needs to view besides is found, and granted with the rest', async ({ as, client }) => {
    await makeGroups(client)
    const ctx = as()
    const { bases } = await permissionMatrix(ctx, 1)
    const granted = [
      `${editors} books.change`,
      `${editors} books.view`,
      `${editors} loans.add`,
      `${readers} books.view`,
    ]
    const posted = { groupIds, granted, bases }

    const review = await reviewMatrix(ctx, posted)
    // Books may be changed already, and so be viewed: nothing is said of what is not granted now.
    expect(review.groups.map(({ needed }) => needed)).toEqual([[{ permission: 'members.view', for: ['loans.add'] }]])
    const complete = withNeeded(posted, review)
    expect((await reviewMatrix(ctx, complete)).groups).toMatchObject([
      { given: ['loans.add', 'members.view'], needed: [] },
    ])
    await saveMatrix(ctx, complete)
    expect(await client`select from brolly.grants where permission = 'members.view'`).toHaveLength(1)
  })

  test('a user needs no permission that a chosen group gives', async ({ as, client }) => {
    await makeGroups(client)
    const [bo] = await client<{ id: string }[]>`select id from brolly.users where email = 'bo@example.org'`
    const user = { kind: 'user', id: bo?.id ?? '' } as const
    const needed = async (groupIds: string[]) =>
      (await neededBy(as(), user, { permissions: ['loans.change'], groupIds })).map(({ permission }) => permission)

    expect(await needed([])).toEqual(['books.view', 'members.view'])
    expect(await needed([readers])).toEqual(['members.view'])
    await client`insert into brolly.grants (user_id, permission) values (${user.id}, 'loans.change')`
    expect(await needed([])).toEqual([])
    await expect(
      neededBy(as({ grants: ['books.view'] }), user, { permissions: [], groupIds: [] }),
    ).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
  })

  test('come a page of groups at a time', async ({ as, client }) => {
    await client`insert into brolly.groups (name) select 'group ' || i from generate_series(10, 27) i`
    const [first, third] = [await permissionMatrix(as(), 1), await permissionMatrix(as(), 3)]
    expect([first.groups.length, first.previousHref, first.nextHref]).toEqual([8, null, '/admin/-/permissions?page=2'])
    expect([third.groups.length, third.previousHref, third.nextHref]).toEqual([2, '/admin/-/permissions?page=2', null])
  })
})

const nobody = { count: 0, emails: [] }
const both = { count: 2, emails: ['ada@example.org', 'bo@example.org'] }

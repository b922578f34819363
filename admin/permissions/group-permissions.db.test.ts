import { describe, expect, vi } from 'vitest'
import { defineAdmin } from '@/admin'
import { deletePage, indexPage, listPage, mayEnterAdmin, shellOf, startActing, whyPage } from '@/admin/server'
import { checkDeclarations } from '../check/declarations'
import { accountSettings } from '../site/account-options'
import type { PermissionsByGroup } from '../site/group-permissions'
import { authors, books } from '../testing/kit/library'
import { adminOf, test, type Asking } from '../testing/kit/site-test'

const admins = [
  defineAdmin(books, { group: 'Library', permissions: { delete: () => true } }),
  defineAdmin(authors, { group: 'Library' }),
]
const site = (permissions: PermissionsByGroup, more: Asking = {}): Asking => ({ admins, permissions, ...more })

describe('rules of a group of tables', () => {
  test('hold for each of its tables and for everybody, in addition to its own, and for no other table', async ({
    as,
  }) => {
    const ctx = as(site({ Library: { view: (actor) => actor.in('librarians'), delete: () => false } }))
    for (const path of ['books', 'authors'])
      await expect(listPage(ctx, adminOf(ctx, path), [])).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(listPage(ctx, adminOf(ctx, 'members'), [])).resolves.toMatchObject({ table: 'members' })
    expect(shellOf(ctx, { environment: null }).groups.map(({ label }) => label)).not.toContain('Library')
    expect(JSON.stringify(await indexPage(ctx))).not.toMatch(/Books|Authors/u)

    const librarian = as(
      site({ Library: { view: (actor) => actor.in('librarians'), delete: () => false } }, { groups: ['librarians'] }),
    )
    await expect(listPage(librarian, adminOf(librarian, 'books'), [])).resolves.toMatchObject({ table: 'books' })
    await expect(
      deletePage(librarian, adminOf(librarian, 'books'), { kind: 'all', parameters: [] }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  const broken: [string, () => unknown][] = [
    ['undefined', () => undefined],
    ['a promise', async () => true],
    ['a text', () => 'true'],
    [
      'an error',
      () => {
        throw new Error('broken')
      },
    ],
  ]
  test.for(broken)('that give %s refuse, and are logged', async ([, rule], { as }) => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const ctx = as(site({ Library: { view: rule as () => boolean } }))

    await expect(listPage(ctx, adminOf(ctx, 'books'), [])).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(String(log.mock.calls[0]?.[0])).toContain('permissions.view of the group Library')
    log.mockRestore()
  })

  test('are told by “Why?”, and checked for names that protect nothing', async ({ as, client }) => {
    await client`insert into brolly.users (email, is_staff) values ('ada@example.org', true)`
    await client`insert into brolly.grants (user_id, permission) select id, 'books.view' from brolly.users`
    const ctx = as(site({ Library: { view: (actor) => actor.in('librarians') } }))
    const { answer } = await whyPage(ctx, [
      ['user', 'ada@example.org'],
      ['table', 'books'],
    ])
    expect(answer?.verbs.find(({ verb }) => verb === 'view')).toMatchObject({
      allowed: 'no',
      reasons: expect.arrayContaining([expect.stringMatching(/of the group “Library”: .*librarians/u)]),
    })

    const wrong = {
      Libary: { view: () => true },
      Library: { look: () => true, add: true },
    } as unknown as PermissionsByGroup
    const problems = checkDeclarations(as(site(wrong)).site).filter(({ id }) => id === 'brolly.E044')
    expect(problems.map(({ where, hint }) => `${where} ${hint}`)).toEqual([
      "admin.config.ts: permissions.'Libary' Did you mean 'Library'?",
      "admin.config.ts: permissions.'Library'.look Write one of: view, add, change, delete, export.",
      "admin.config.ts: permissions.'Library'.add Write (actor) => true or false.",
    ])
  })
})

describe('who may enter the admin', () => {
  const rules: [string, (() => unknown) | undefined, boolean][] = [
    ['nothing', undefined, true],
    ['true', () => true, true],
    ['a promise of true', async () => true, true],
    ['false', () => false, false],
    ['a promise of false', async () => false, false],
    ['a text', () => 'yes', false],
    ['a rejection', async () => Promise.reject(new Error('down')), false],
  ]
  test.for(rules)('is said by a function that gives %s', async ([, rule, expected], { as }) => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const accounts = accountSettings({ mayEnter: rule as () => boolean })

    expect(await mayEnterAdmin({ accounts }, as().actor)).toBe(expected)
    log.mockRestore()
  })

  test('nobody acts as a user who may not', async ({ as, client }) => {
    const [user] = await client<{ id: string }[]>`
      insert into brolly.users (email, is_staff) values ('ada@example.org', true) returning id`
    const ctx = as()
    const closed = { ...ctx.site, accounts: accountSettings({ mayEnter: ({ email }) => email !== 'ada@example.org' }) }
    const acting = startActing({ ...ctx, site: closed }, { userId: user?.id ?? '', mode: 'view', session: 'x' })
    await expect(acting).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

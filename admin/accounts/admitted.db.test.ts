import { expect, vi } from 'vitest'
import {
  admittedByHost,
  admittedBySession,
  admittedByToken,
  makeToken,
  startActing,
  hashSessionId,
  startSession,
  type AdminContext,
} from '@/admin/server'
import { accountSettings } from '../site/account-options'
import { test } from '../testing/kit/site-test'
import type { AccountOptions } from '../site/account-options'

type Rule = AccountOptions['mayEnter']

/** What `accounts.mayEnter` may answer, and whether that lets in whoever is active and staff. */
const rules: readonly (readonly [what: string, rule: Rule, lets: boolean])[] = [
  ['no rule', undefined, true],
  ['yes', () => true, true],
  ['yes, later', () => Promise.resolve(true), true],
  ['no', () => false, false],
  ['no, later', () => Promise.resolve(false), false],
  ['yes by its group', (actor) => actor.in('office'), false],
  ['an error', () => Promise.reject(new Error('down')), false],
  ['no boolean', (() => 1) as unknown as Rule, false],
]
const states = [
  { is_staff: true, is_active: true, is_superuser: false },
  { is_staff: true, is_active: true, is_superuser: true },
  { is_staff: true, is_active: false, is_superuser: false },
  { is_staff: true, is_active: false, is_superuser: true },
  { is_staff: false, is_active: true, is_superuser: false },
  { is_staff: false, is_active: true, is_superuser: true },
]

const under = (ctx: AdminContext, mayEnter: Rule) => ({
  ...ctx.site,
  accounts: accountSettings(mayEnter === undefined ? {} : { mayEnter }),
})

test.for(rules)(
  'every way into the admin agrees on who may enter, with a rule that says: %s',
  async ([, rule, lets], { as, client, db }) => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const [user] = await client<{ id: string }[]>`
    insert into brolly.users (email, is_staff) values ('ada@example.org', true) returning id`
    const id = user?.id ?? ''
    const ctx = as()
    const session = await startSession(db, { userId: id, client: { address: null, agent: null } })
    const own = { ...ctx, actor: { ...ctx.actor, id, email: 'ada@example.org' } }
    const { token } = await makeToken(own, { name: 'Nightly', scopes: ['books.view'], days: 1 })
    const site = under(ctx, rule)

    for (const state of states) {
      await client`update brolly.users set ${client(state)}`
      const actors = [
        await admittedBySession({ db, site }, session),
        await admittedByToken({ db, site, actor: null, client: { address: null, agent: null } }, token),
        await admittedByHost({ db, site, basePath: '/admin' }, { id }),
      ]
      const enters = lets && state.is_staff && state.is_active
      const said = actors.map((actor) => actor?.id ?? null)
      expect(said, JSON.stringify(state)).toEqual(actors.map(() => (enters ? id : null)))
    }
    log.mockRestore()
  },
)

test('whoever acts as another user is out once the rule keeps them out themselves', async ({ as, client, db }) => {
  const [chief, user] = await client<{ id: string }[]>`
    insert into brolly.users (email, is_staff, is_superuser) values ('root@example.org', true, true), ('ada@example.org', true, false)
    returning id`
  const ctx = as()
  const id = await startSession(db, { userId: chief?.id ?? '', client: { address: null, agent: null } })
  const root = { ...ctx, actor: { ...ctx.actor, id: chief?.id ?? '', email: 'root@example.org' } }
  await startActing(root, { userId: user?.id ?? '', mode: 'view', session: hashSessionId(id) })

  const by = async (rule: Rule) => (await admittedBySession({ db, site: under(ctx, rule) }, id))?.email
  expect(await by(() => true)).toBe('ada@example.org')
  expect(await by(({ email }) => email !== 'root@example.org')).toBeUndefined()
  expect(await by(({ email }) => email !== 'ada@example.org')).toBeUndefined()
})

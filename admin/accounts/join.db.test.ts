import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import {
  acceptInvitation,
  addAccount,
  authenticate,
  changePage,
  changeRecord,
  createUser,
  invite,
  linkOf,
  register,
  requestRegistration,
  type AdminContext,
} from '@/admin/server'
import type { Mail } from '../mail/mailer'
import { deliver } from '../mail/outbox'
import { linkIn } from '../testing/kit/smtp'
import { postOf } from '../testing/kit/posts'
import { adminOf, test, type Asking } from '../testing/kit/site-test'
import type { Registration } from '../site/account-options'
import { writeMail } from './write-mails'

const email = 'ada@example.org'
const chosen = { name: 'Ada', password: 'a-fine-password', repeat: 'a-fine-password' }
const colleague = { email, name: '', isStaff: true, isSuperuser: false, groupIds: [], password: '', repeat: '' }

type As = (asking?: Asking) => AdminContext

/** A context of a site with mail, where accounts come about in this way. */
function on(as: As, registration: Registration, asking: Asking = {}): AdminContext {
  const ctx = as(asking)
  const accounts = { ...ctx.site.accounts, registration }
  return { ...ctx, site: { ...ctx.site, accounts }, mail: { origin: 'https://library.example', mailbox: false } }
}

async function sent(ctx: AdminContext): Promise<Mail[]> {
  const mails: Mail[] = []
  const mailer = { send: async (mail: Mail) => void mails.push(mail) }
  await deliver({ db: ctx.db, mailer, write: (mail) => writeMail(ctx, mail) })
  return mails
}

const tokenIn = (mail: Mail | undefined): string =>
  linkIn(mail?.text ?? '')
    .split('/')
    .at(-1) ?? ''

/** The security log, oldest first; a refused link beside the one that is accepted comes first. */
async function eventsOf({ db }: AdminContext): Promise<string[]> {
  const rows = await db.execute<{ kind: string }>(
    sql`select kind from brolly.security_events order by kind in ('registered', 'invitation-accepted'), id`,
  )
  return rows.map(({ kind }) => kind)
}

describe('registration', () => {
  test('F120: an address gets a link, and its owner an account without any rights', async ({ as }) => {
    const ctx = on(as, 'open')
    await requestRegistration(ctx, { email: ' ADA@example.org' })
    const token = tokenIn((await sent(ctx))[0])
    for (const refused of [{ password: 'short', repeat: 'short' }, { repeat: 'other' }, { name: 'x'.repeat(201) }])
      await expect(register(ctx, { ...chosen, token, ...refused })).rejects.toMatchObject({ code: 'INVALID' })
    const tries = await Promise.allSettled([1, 2].map(() => register(ctx, { ...chosen, token })))

    expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await eventsOf(ctx)).toEqual(['registration-requested', 'check-failed', 'registered'])
    expect(await authenticate(ctx.db, { email, password: chosen.password })).toBeNull()
    expect(await authenticate(ctx.db, { email, password: chosen.password, audience: 'everyone' })).toMatchObject({
      email,
      name: 'Ada',
    })
  })

  test('says and does the same for an address that has an account, whose owner is told', async ({ as }) => {
    const ctx = on(as, 'open')
    const none = { isStaff: false, isSuperuser: false, groups: [], permissions: [], by: 'test' }
    await createUser(ctx.db, { ...none, email, password: chosen.password })
    await requestRegistration(ctx, { email })

    const [mail] = await sent(ctx)
    expect(mail).toMatchObject({ to: email, subject: 'You have an account at Tests' })
    expect(await ctx.db.execute(sql`select from brolly.mail_links`)).toHaveLength(0)
  })

  test('is impossible unless it is open, also with a link from before', async ({ as }) => {
    const open = on(as, 'open')
    await requestRegistration(open, { email })
    const token = tokenIn((await sent(open))[0])
    for (const setting of ['closed', 'invitation'] as const) {
      const ctx = on(as, setting)
      await expect(requestRegistration(ctx, { email })).rejects.toMatchObject({ code: 'NOT_FOUND' })
      await expect(register(ctx, { ...chosen, token })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
    expect(await linkOf(open.db, token)).not.toBeNull()
  })
})

describe('a new colleague', () => {
  test('F151: is added with groups and an invitation, which works once and while there is no password', async ({
    as,
  }) => {
    const ctx = on(as, 'invitation')
    const [group] = await ctx.db.execute<{ id: string }>(
      sql`insert into brolly.groups (name) values ('editors') returning id::text as id`,
    )
    const groupIds = [group?.id ?? '']
    const { id } = await addAccount(ctx, { ...colleague, groupIds, entry: 'invitation' })
    const first = tokenIn((await sent(ctx))[0])
    await invite(ctx, id)
    const token = tokenIn((await sent(ctx))[0])
    await expect(acceptInvitation(ctx, { ...chosen, token: first })).rejects.toMatchObject({ code: 'INVALID' })

    expect(await acceptInvitation(ctx, { ...chosen, token })).toMatchObject({ email, isStaff: true })
    expect(await eventsOf(ctx)).toEqual(['invited', 'account', 'invited', 'check-failed', 'invitation-accepted'])
    expect(await authenticate(ctx.db, { email, password: chosen.password })).toMatchObject({ name: 'Ada' })
    expect(await ctx.db.execute(sql`select from brolly.user_groups where user_id = ${id}::text::uuid`)).toHaveLength(1)
    await expect(acceptInvitation(ctx, { ...chosen, token })).rejects.toMatchObject({ code: 'INVALID' })
    await expect(invite(ctx, id)).rejects.toMatchObject({ code: 'INVALID' })
  })

  test('who is deleted, closed or given a password in the meantime cannot accept', async ({ as }) => {
    for (const change of [
      sql`delete from brolly.users`,
      sql`update brolly.users set is_active = false`,
      sql`update brolly.users set password_hash = 'x'`,
    ]) {
      const ctx = on(as, 'invitation')
      await ctx.db.execute(sql`delete from brolly.users`)
      await ctx.db.execute(sql`delete from brolly.mails`)
      await addAccount(ctx, { ...colleague, entry: 'invitation' })
      const token = tokenIn((await sent(ctx))[0])
      await ctx.db.execute(change)
      await expect(acceptInvitation(ctx, { ...chosen, token })).rejects.toMatchObject({ code: 'INVALID' })
    }
  })

  test('is invited neither where that is switched off, nor where there is no mail', async ({ as }) => {
    for (const ctx of [on(as, 'closed'), { ...on(as, 'open'), mail: undefined }])
      await expect(addAccount(ctx, { ...colleague, entry: 'invitation' })).rejects.toMatchObject({ code: 'INVALID' })
    const { db } = as()
    expect(await db.execute(sql`select from brolly.users`)).toHaveLength(0)
  })

  test('has a name that can be stored, or is not added', async ({ as }) => {
    const ctx = on(as, 'invitation')
    for (const name of ['Ada\0', 'Ada\nByron', 'x'.repeat(201)])
      await expect(addAccount(ctx, { ...colleague, name, entry: 'none' })).rejects.toMatchObject({
        code: 'INVALID',
        fields: { name: expect.any(String) },
      })
    expect(await ctx.db.execute(sql`select from brolly.users`)).toHaveLength(0)
  })

  test('SEC-060: gets neither access nor groups from an actor who is not a superuser', async ({ as }) => {
    const ctx = on(as, 'invitation', { grants: ['brolly.users.add', 'brolly.users.view'] })
    const [group] = await ctx.db.execute<{ id: string }>(
      sql`insert into brolly.groups (name) values ('editors') returning id::text as id`,
    )
    for (const more of [{ isStaff: true }, { isSuperuser: true }, { groupIds: [group?.id ?? ''] }])
      await expect(addAccount(ctx, { ...colleague, isStaff: false, entry: 'none', ...more })).rejects.toMatchObject({
        code: 'FORBIDDEN',
      })

    await addAccount(ctx, { ...colleague, isStaff: false, entry: 'none' })
    expect(await ctx.db.execute(sql`select is_staff, password_hash from brolly.users`)).toEqual([
      { is_staff: false, password_hash: null },
    ])
  })
})

test('SEC-007: the two spellings of a domain are one account, also where another program has stored either', async ({
  db,
  client,
  as,
}) => {
  const none = { password: null, isStaff: false, isSuperuser: false, groups: [], permissions: [], by: 'test' }
  const [own, encoded] = ['a@bücher.example', 'a@xn--bcher-kva.example']
  const taken = { code: 'CONFLICT', fields: { email: expect.stringContaining('already exists') } }
  expect(await createUser(db, { ...none, email: encoded })).toMatchObject({ email: own })
  for (const email of [own, encoded, 'A@BÜCHER.example '])
    await expect(createUser(db, { ...none, email }), email).rejects.toMatchObject(taken)

  await client`update brolly.users set email = ${encoded}`
  await expect(createUser(db, { ...none, email: own })).rejects.toMatchObject(taken)
  const other = await createUser(db, { ...none, email: 'other@example.org' })
  const ctx = as()
  const admin = adminOf(ctx, 'brolly.users')
  const page = await changePage(ctx, admin, { key: other.id, list: '' })
  const form = postOf(page, { email: own })
  await expect(changeRecord(ctx, admin, { key: other.id, form })).rejects.toMatchObject({ code: 'INVALID' })
})

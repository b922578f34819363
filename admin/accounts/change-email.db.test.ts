import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import {
  actorOfSession,
  authenticate,
  cancelEmailChange,
  confirmEmail,
  createUser,
  hashSessionId,
  linkOf,
  requestEmailChange,
  requestFirstPassword,
  requestReset,
  resetPassword,
  setPassword,
  startSession,
  type AdminContext,
} from '@/admin/server'
import type { Mail } from '../mail/mailer'
import { deliver } from '../mail/outbox'
import { linkIn } from '../testing/kit/smtp'
import { test, type Asking } from '../testing/kit/site-test'
import { writeMail } from './write-mails'

const present = 'ada@example.org'
const wanted = 'lovelace@example.org'
const password = 'a-fine-password'
const noRights = { isStaff: true, isSuperuser: false, groups: [], permissions: [], by: 'test' }
const client = { address: '192.0.2.9', agent: null }
const request = { email: wanted, current: password, side: 'site' as const }

/** The context of Ada, who has an account on a site with mail, with one session. */
async function ada(as: (asking?: Asking) => AdminContext, given: string | null = password) {
  const { id } = await createUser(as().db, { ...noRights, email: present, password: given })
  const session = await startSession(as().db, { userId: id, client })
  const actor = await actorOfSession(as().db, session)
  if (!actor) throw new Error('The session is not valid.')
  const ctx = { ...as(), actor, client, mail: { origin: 'https://library.example', mailbox: false } }
  return { ctx, id, keepSession: hashSessionId(session) }
}

/** The mails that are due, by recipient. */
async function sent(ctx: AdminContext): Promise<Map<string, Mail>> {
  const mails = new Map<string, Mail>()
  const mailer = { send: async (mail: Mail) => void mails.set(mail.to, mail) }
  await deliver({ db: ctx.db, mailer, write: (mail) => writeMail(ctx, mail) })
  return mails
}

const tokenIn = (mail: Mail | undefined): string =>
  linkIn(mail?.text ?? '')
    .split('/')
    .at(-1) ?? ''

async function emailsIn({ db }: AdminContext): Promise<string[]> {
  const rows = await db.execute<{ email: string }>(sql`select email from brolly.users order by email`)
  return rows.map(({ email }) => email)
}

describe('a new address', () => {
  test('SEC-011: is used once its link is, which ends all sessions but one, with an entry and an event', async ({
    as,
  }) => {
    const { ctx, id, keepSession } = await ada(as)
    await startSession(ctx.db, { userId: id, client })
    await requestEmailChange(ctx, { ...request, email: ' Lovelace@EXAMPLE.org' })
    const mails = await sent(ctx)
    expect(mails.get(present)?.text).toContain(wanted)
    const token = tokenIn(mails.get(wanted))
    expect(await linkOf(ctx.db, token)).toMatchObject({ purpose: 'email', email: wanted, data: { present } })
    expect(await emailsIn(ctx)).toEqual([present])
    const stored = await ctx.db.execute(sql`select l::text || m::text as t from brolly.mail_links l, brolly.mails m`)
    expect(JSON.stringify(stored)).not.toContain(token)
    const tries = await Promise.allSettled([1, 2].map(() => confirmEmail(ctx, { token, keepSession })))

    expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await emailsIn(ctx)).toEqual([wanted])
    expect(await ctx.db.execute(sql`select id_hash from brolly.sessions`)).toEqual([{ id_hash: keepSession }])
    expect(
      await ctx.db.execute(sql`select actor_label, action, changes from brolly.audit_entries where action = 'change'`),
    ).toEqual([{ actor_label: present, action: 'change', changes: { email: [present, wanted] } }])
    expect(
      await ctx.db.execute(
        sql`select kind, account, detail from brolly.security_events where kind like 'email-%' order by id`,
      ),
    ).toEqual([
      { kind: 'email-requested', account: present, detail: { to: wanted } },
      { kind: 'email-changed', account: wanted, detail: { from: present } },
    ])
    await expect(cancelEmailChange(ctx, tokenIn(mails.get(present)))).rejects.toMatchObject({ code: 'INVALID' })
  })

  test('needs the present password, an address, and another than now', async ({ as }) => {
    const { ctx } = await ada(as)
    for (const [refused, field] of [
      [{ current: 'wrong' }, 'current'],
      [{ email: 'nobody' }, 'email'],
      [{ email: 'ADA@example.org' }, 'email'],
    ] as const)
      await expect(requestEmailChange(ctx, { ...request, ...refused })).rejects.toMatchObject({
        fields: { [field]: expect.any(String) as string },
      })

    expect(await ctx.db.execute(sql`select from brolly.mails`)).toHaveLength(0)
  })

  test('SEC-011: a mail that is written after the password was replaced has no link', async ({ as }) => {
    const { ctx } = await ada(as)
    await requestEmailChange(ctx, request)
    const mailer = { send: () => Promise.reject(new Error('try later')) }
    await deliver({ db: ctx.db, mailer, write: (mail) => writeMail(ctx, mail) })
    await setPassword(ctx.db, { email: present, password: 'another-fine-one', by: 'test' })
    await ctx.db.execute(sql`update brolly.mails set due_at = now()`)

    expect([...(await sent(ctx)).keys()]).not.toContain(wanted)
    expect(await ctx.db.execute(sql`select due_at from brolly.mails where due_at is not null`)).toHaveLength(0)
  })

  test('can be cancelled from the present one, before its mail is sent and after', async ({ as }) => {
    const { ctx, keepSession } = await ada(as)
    await requestEmailChange(ctx, request)
    const first = await sent(ctx)
    await cancelEmailChange(ctx, tokenIn(first.get(present)))
    await expect(confirmEmail(ctx, { token: tokenIn(first.get(wanted)), keepSession })).rejects.toMatchObject({
      code: 'INVALID',
    })
    await requestEmailChange(ctx, request)
    await ctx.db.execute(
      sql`update brolly.mails set due_at = now() + interval '1 minute' where kind = 'email' and due_at is not null`,
    )
    const notice = await sent(ctx)
    await cancelEmailChange(ctx, tokenIn(notice.get(present)))
    await ctx.db.execute(sql`update brolly.mails set due_at = now() where due_at is not null`)

    expect(await sent(ctx)).toEqual(new Map())
    expect(await emailsIn(ctx)).toEqual([present])
  })

  test('that was asked for earlier is replaced by a later one', async ({ as }) => {
    const { ctx, keepSession } = await ada(as)
    await requestEmailChange(ctx, request)
    const first = tokenIn((await sent(ctx)).get(wanted))
    await requestEmailChange(ctx, { ...request, email: 'byron@example.org' })
    await expect(confirmEmail(ctx, { token: first, keepSession })).rejects.toMatchObject({ code: 'INVALID' })
    await confirmEmail(ctx, { token: tokenIn((await sent(ctx)).get('byron@example.org')), keepSession })

    expect(await emailsIn(ctx)).toEqual(['byron@example.org'])
  })

  test('SEC-011: is void after a change of the password, when the account is closed, and after a day; not after a log-in', async ({
    as,
  }) => {
    const { ctx, id, keepSession } = await ada(as)
    const token = async () => {
      await requestEmailChange(ctx, request)
      return tokenIn((await sent(ctx)).get(wanted))
    }
    for (const change of [
      () => setPassword(ctx.db, { email: present, password, by: 'test' }),
      () => ctx.db.execute(sql`update brolly.mail_links set expires_at = now()`),
      () => ctx.db.execute(sql`update brolly.users set is_active = false`),
    ]) {
      const made = await token()
      await change()
      await expect(confirmEmail(ctx, { token: made, keepSession })).rejects.toMatchObject({ code: 'INVALID' })
    }
    await ctx.db.execute(sql`update brolly.users set is_active = true`)
    const made = await token()
    await startSession(ctx.db, { userId: id, client })

    await confirmEmail(ctx, { token: made, keepSession: null })
    expect(await emailsIn(ctx)).toEqual([wanted])
    expect(await ctx.db.execute(sql`select from brolly.sessions`)).toHaveLength(0)
  })

  test('SEC-003: that has an account is answered the same, and its owner is told; one that gets one meanwhile is refused', async ({
    as,
  }) => {
    const { ctx, keepSession } = await ada(as)
    const byron = { ...noRights, email: 'byron@example.org', password }
    await createUser(ctx.db, byron)
    await requestEmailChange(ctx, { ...request, email: byron.email })
    const mail = (await sent(ctx)).get(byron.email)
    expect(mail?.text).not.toContain('/link/')
    await requestEmailChange(ctx, request)
    const token = tokenIn((await sent(ctx)).get(wanted))
    await createUser(ctx.db, { ...byron, email: wanted })
    await expect(confirmEmail(ctx, { token, keepSession })).rejects.toMatchObject({ code: 'CONFLICT' })

    expect(await emailsIn(ctx)).toEqual([present, byron.email, wanted])
  })
})

describe('F129: an account without a password', () => {
  test('gets a link to one for its owner who is logged in, and for nobody else', async ({ as }) => {
    const { ctx } = await ada(as, null)
    expect(ctx.actor.hasPassword).toBe(false)
    await requestReset(ctx, { email: present, side: 'site' })
    expect(await sent(ctx)).toEqual(new Map())
    await requestFirstPassword(ctx, 'site')
    const token = tokenIn((await sent(ctx)).get(present))
    await resetPassword(ctx, { token, password, repeat: password })

    expect(await authenticate(ctx.db, { email: present, password })).not.toBeNull()
    const actor = { ...ctx.actor, hasPassword: true }
    await expect(requestFirstPassword({ ...ctx, actor }, 'site')).rejects.toMatchObject({ code: 'INVALID' })
  })

  test('cannot change its address without proving who asks', async ({ as }) => {
    const { ctx } = await ada(as, null)

    await expect(requestEmailChange(ctx, request)).rejects.toMatchObject({ code: 'INVALID' })
  })
})

import { drizzle } from 'drizzle-orm/postgres-js'
import { sql } from 'drizzle-orm'
import { expect, vi } from 'vitest'
import { changePage, changeRecord, deleteRecords } from '@/admin/server'
import { defineAdmin } from '@/admin'
import { books } from '../testing/kit/library'
import { auditLines } from '../testing/kit/audit-lines'
import { postOf } from '../testing/kit/posts'
import { connect } from '../testing/connect'
import { adminOf, test } from '../testing/kit/site-test'
import type { AdminContext } from '../site/context'

/** On a busy machine, the one second that Vitest waits by default is too short. */
const patience = { timeout: 30_000 }

const formFor = async (ctx: AdminContext, key: string, title: string) =>
  postOf(await changePage(ctx, adminOf(ctx, 'books'), { key, list: '' }), { title })

test('REL-011: of two saves that wait for each other, none is done twice and none is lost silently', async ({
  as,
  client,
}) => {
  const other = { '1': '2', '2': '1' } as Record<string, string>
  let first = 0
  const crossing = defineAdmin(books, {
    hooks: {
      async afterSave({ db, record }) {
        first += 1
        // Both have locked their own row before either tries to lock the other's.
        if (first <= 2) await vi.waitUntil(() => first >= 2, patience)
        await db.execute(sql`update books set copies = copies + 1 where id = ${other[record?.id ?? '']}::bigint`)
      },
    },
  })
  const ctx = as({ admins: [crossing] })
  const forms = [await formFor(ctx, '1', 'One'), await formFor(ctx, '2', 'Two')]

  const saved = await Promise.allSettled(
    forms.map((form, index) => changeRecord(ctx, adminOf(ctx, 'books'), { key: String(index + 1), form })),
  )

  const done = saved.filter((outcome) => outcome.status === 'fulfilled').length
  const rows = await client`select title, copies from books where id < 3 order by id`
  expect(done).toBeGreaterThanOrEqual(1)
  expect(await auditLines(client)).toHaveLength(done)
  expect(rows.reduce((sum, row) => sum + Number(row.copies) - 1, 0)).toBe(done)
  expect(saved.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))).toEqual(
    Array.from({ length: 2 - done }, () => expect.objectContaining({ code: 'CONFLICT' })),
  )
})

test('REL-011: a transaction that PostgreSQL aborts is repeated as a whole', async ({ as, client }) => {
  let runs = 0
  const flaky = defineAdmin(books, {
    hooks: {
      async afterSave({ db }) {
        runs += 1
        await db.execute(sql`insert into notices (text) values ('tried')`)
        if (runs < 3) await db.execute(sql`do $$ begin raise exception 'x' using errcode = '40001'; end $$`)
      },
    },
  })
  const ctx = as({ admins: [flaky] })

  await changeRecord(ctx, adminOf(ctx, 'books'), { key: '1', form: await formFor(ctx, '1', 'One') })

  expect(runs).toBe(3)
  expect(await client`select 1 from notices where text = 'tried'`).toHaveLength(1)
  expect(await auditLines(client)).toHaveLength(1)
})

test('REL-011: after a few attempts it fails with a message', async ({ as, client }) => {
  const hopeless = defineAdmin(books, {
    hooks: {
      async afterSave({ db }) {
        await db.execute(sql`do $$ begin raise exception 'CANARY' using errcode = '40P01'; end $$`)
      },
    },
  })
  const ctx = as({ admins: [hopeless] })

  await expect(
    changeRecord(ctx, adminOf(ctx, 'books'), { key: '1', form: await formFor(ctx, '1', 'One') }),
  ).rejects.toMatchObject({
    code: 'INVALID',
    message: 'Another user changed the same rows at the same time. Try again. Nothing was saved.',
  })
  expect((await client`select title from books where id = 1`)[0]?.title).toBe('Engines')
})

test('REL-013: a locked row is reported as locked, and the connections stay usable', async ({ as, url }) => {
  const impatient = connect(url, { lockTimeoutMs: 100 })
  const ctx = as({ db: drizzle<Record<string, unknown>>(impatient) })
  const forms = await Promise.all([1, 2, 3, 4].map(() => formFor(ctx, '1', 'One')))
  const holder = connect(url)

  await holder.begin(async (tx) => {
    await tx`select 1 from books where id = 1 for update`
    const attempts = [
      ...forms.map((form) => changeRecord(ctx, adminOf(ctx, 'books'), { key: '1', form })),
      deleteRecords(ctx, adminOf(ctx, 'books'), { selection: { kind: 'keys', keys: ['1'] }, agreed: 5 }),
    ]
    const reasons = (await Promise.allSettled(attempts)).map((outcome) => 'reason' in outcome && outcome.reason)
    for (const reason of reasons)
      expect(reason).toMatchObject({
        code: 'CONFLICT',
        message: expect.stringContaining('Another user is changing this row right now. Try again.'),
      })
  })

  await changeRecord(ctx, adminOf(ctx, 'books'), { key: '1', form: forms[0] ?? new Map() })
  await Promise.all([impatient.end(), holder.end()])
})

test('REL-008: a child added while its parent is being deleted is not deleted unnoticed', async ({
  as,
  client,
  url,
}) => {
  const ctx = as()
  const writer = connect(url)

  const deleting = await writer.begin(async (tx) => {
    await tx`insert into loans (book_id, copy) values (3, 'late')`
    const attempt = deleteRecords(ctx, adminOf(ctx, 'books'), {
      selection: { kind: 'keys', keys: ['3'] },
      agreed: 2,
    }).then(
      () => 'deleted',
      (error: { code: string }) => error.code,
    )
    await vi.waitUntil(
      async () =>
        (await client`select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`)
          .length > 0,
      patience,
    )
    return { attempt }
  })

  expect(await deleting.attempt).toBe('CONFLICT')
  expect(await client`select copy from loans where book_id = 3`).toEqual([{ copy: 'late' }])
  await writer.end()
})

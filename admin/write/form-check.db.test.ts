import { describe, expect } from 'vitest'
import { z } from 'zod'
import { AdminError, addPage, changePage, postCell, postRecord, refusedRecord } from '@/admin/server'
import { defineAdmin } from '@/admin'
import { books } from '../testing/kit/library'
import { auditLines } from '../testing/kit/audit-lines'
import { fieldsOf, postOf } from '../testing/kit/posts'
import { adminOf, test } from '../testing/kit/site-test'
import type { AdminContext } from '../site/context'

const post = async (ctx: AdminContext, key: string | null, typed: Record<string, string | null>) => {
  const admin = adminOf(ctx, 'books')
  const page = await (key === null
    ? addPage(ctx, admin, { list: '', prefill: [] })
    : changePage(ctx, admin, { key, list: '' }))
  return postRecord(ctx, admin, { key, entries: [...postOf(page, typed)] })
}

describe('form.check', () => {
  const admins = [
    defineAdmin(books, {
      form: {
        check: ({ values, changed, record, mode }) => {
          if (values.title === 'Broken') throw new Error('A fault of the declaration.')
          if (values.title === 'Refused') throw new AdminError('INVALID', 'Not this one.')
          if (mode === 'change' && changed.has('title') && record?.title === values.subtitle)
            return 'Say something new.'
          const isLost = values.status === 'lost'
          return { published: isLost && values.published === null ? 'A lost book needs a date.' : null }
        },
      },
      permissions: { fields: { published: { change: ({ email }) => !email.startsWith('clerk') } } },
      hooks: {
        beforeSave: ({ values }) => {
          if (values.title === 'Dated') values.published = '2026-01-02'
        },
      },
    }),
  ]

  test('is about the whole row, stored and new values, after the hooks; nothing is saved', async ({ as, client }) => {
    const ctx = as({ admins })
    await expect(post(ctx, '1', { status: 'lost' })).rejects.toMatchObject({
      code: 'INVALID',
      fields: { published: 'A lost book needs a date.' },
    })
    await expect(post(ctx, null, { title: 'New', status: 'lost' })).rejects.toMatchObject({
      fields: { published: 'A lost book needs a date.' },
    })
    expect(await client`select status, published from books where id = 1`).toEqual([
      { status: 'on shelf', published: null },
    ])
    expect(await auditLines(client)).toEqual([])
    await post(ctx, '1', { status: 'lost', title: 'Dated' })
    expect(await client`select status, published::text from books where id = 1`).toEqual([
      { status: 'lost', published: '2026-01-02' },
    ])
  })

  test('can say something about the row as a whole; its faults are logged, and accept nothing', async ({ as }) => {
    const ctx = as({ admins })
    await post(ctx, '1', { subtitle: 'Oak' })
    await post(ctx, '1', { title: 'Oak' })
    await expect(post(ctx, '1', { title: 'Ash' })).rejects.toMatchObject({ message: 'Say something new.', fields: {} })
    await expect(post(ctx, '1', { title: 'Broken' })).rejects.toMatchObject({ code: 'INVALID', fields: {} })
    await expect(post(ctx, '1', { title: 'Refused' })).rejects.toMatchObject({ message: 'Not this one.' })
  })

  test('what is said of a column without an input is in the message; a cell is checked too', async ({ as, client }) => {
    const ctx = as({ admins, email: 'clerk@example.org' })
    await expect(post(ctx, '1', { status: 'lost' })).rejects.toMatchObject({
      message: 'Published: A lost book needs a date.',
      fields: {},
    })
    const admin = adminOf(ctx, 'books')
    const { version, base } = await changePage(ctx, admin, { key: '1', list: '' })
    const entries = Object.entries({ '~column': 'status', '~version': version, '~base': base, status: 'lost' })
    await expect(postCell(ctx, admin, { key: '1', entries })).rejects.toMatchObject({ code: 'INVALID' })
    expect(await client`select status from books where id = 1`).toEqual([{ status: 'on shelf' }])
  })
})

describe('form.extra', () => {
  const extra = z
    .object({
      reason: z.string().max(20, 'Shorter.').meta({ title: 'Why' }),
      copies: z.number().int().optional(),
      urgent: z.boolean().default(false),
    })
    .meta({ title: 'About this change' })
  const seen: unknown[] = []
  const admins = [
    defineAdmin(books, {
      form: { extra: ({ actor }) => (actor.email.startsWith('clerk') ? extra : null) },
      hooks: {
        beforeSave: ({ extra: given }) => void seen.push(['before', given]),
        afterSave: async ({ db, extra: given }) => {
          seen.push(['after', given])
          await db.execute(`insert into notices (text) values ('because: ${String(given.reason)}')`)
        },
      },
    }),
  ]

  test('adds a section of inputs, whose values the hooks get, also if no column changed', async ({ as, client }) => {
    const ctx = as({ admins, email: 'clerk@example.org' })
    const admin = adminOf(ctx, 'books')
    const page = await changePage(ctx, admin, { key: '1', list: '' })
    expect(page.sections.at(-1)).toMatchObject({ label: 'About this change' })
    expect(
      fieldsOf(page)
        .slice(-3)
        .map(({ meta }) => [meta.name, meta.label, meta.kind]),
    ).toEqual([
      ['~extra.reason', 'Why', 'text'],
      ['~extra.copies', 'Copies', 'integer'],
      ['~extra.urgent', 'Urgent', 'boolean'],
    ])

    seen.length = 0
    const { notice } = await post(ctx, '1', { '~extra.reason': 'A typo', '~extra.copies': '3' })
    expect(notice).toMatchObject({ text: expect.stringContaining('Saved') })
    const given = { reason: 'A typo', copies: 3, urgent: false }
    expect(seen).toEqual([
      ['before', given],
      ['after', given],
    ])
    expect(await client`select text from notices where text like 'because%'`).toEqual([{ text: 'because: A typo' }])
    // No column changed, so there is nothing in the history.
    expect(await auditLines(client)).toEqual([])
  })

  test('is checked before anything is saved, keeps what was typed, and asks nothing of an unchanged form', async ({
    as,
    client,
  }) => {
    const ctx = as({ admins, email: 'clerk@example.org' })
    const admin = adminOf(ctx, 'books')
    await expect(post(ctx, '1', { title: 'Other' })).rejects.toMatchObject({ fields: { '~extra.reason': 'Required.' } })
    await expect(
      post(ctx, null, { title: 'New', '~extra.reason': 'x'.repeat(21), '~extra.copies': '1.5' }),
    ).rejects.toMatchObject({ fields: { '~extra.reason': 'Shorter.', '~extra.copies': expect.any(String) } })
    expect(await client`select title from books where id = 1 or title = 'New'`).toEqual([
      { title: expect.not.stringMatching(/Other|New/u) },
    ])
    const entries = [...postOf(await changePage(ctx, admin, { key: '1', list: '' }), { '~extra.reason': 'Kept' })]
    const { values } = refusedRecord(null, { entries, message: null, admin, ctx, scripted: false })
    expect(values).toMatchObject({ '~extra.reason': 'Kept' })
    expect((await post(ctx, '1', {})).notice).toMatchObject({ text: expect.stringContaining('unchanged') })
  })

  test('is there for whom it is declared: whatever others post has no effect', async ({ as }) => {
    const ctx = as({ admins, email: 'boss@example.org' })
    const page = await changePage(ctx, adminOf(ctx, 'books'), { key: '1', list: '' })
    expect(fieldsOf(page).filter(({ meta }) => meta.name.startsWith('~'))).toEqual([])
    seen.length = 0
    const entries = [...postOf(page, { title: 'Other' }), ['~extra.reason', 'Forged']] as const
    await postRecord(ctx, adminOf(ctx, 'books'), { key: '1', entries })
    expect(seen).toEqual([
      ['before', {}],
      ['after', {}],
    ])
  })
})

import { describe, expect } from 'vitest'
import { z } from 'zod'
import { adminForm, AdminError, defineAdmin, file, schemaForm } from '@/admin'
import { formAdmin, openSchemaForm, openTableForm, postSchemaForm, postTableForm, publicActor } from '@/admin/server'
import type { AdminContext } from '../site/context'
import type { WriteValues } from '../write/parse-values'
import { refusal } from '../testing/kit/inlines'
import { books } from '../testing/kit/library'
import { test, type Asking } from '../testing/kit/site-test'

const wish = adminForm(books, {
  as: 'public',
  fields: ['title', ['status', 'branch']],
  values: { notes: 'A wish' },
  submit: 'Wish',
})
const asking: Asking = {
  admins: [
    defineAdmin(books, {
      form: {
        sections: [{ fields: ['isbn'] }],
        fields: {
          title: { validate: (value) => (value === 'X' ? 'Longer.' : null) },
          branch: { label: 'Branch office' },
        },
      },
      hooks: {
        beforeSave: ({ values }) => {
          if (values.title === 'Forbidden')
            throw new AdminError('INVALID', 'Not this one.', { fields: { title: 'No.' } })
        },
      },
      permissions: { change: () => true },
    }),
  ],
}

const asPublic = (ctx: AdminContext): AdminContext => ({ ...ctx, actor: publicActor(ctx.site, wish) })
const post = (ctx: AdminContext, typed: Record<string, string>, key: string | null = null) =>
  postTableForm(ctx, wish, { key, entries: Object.entries(typed) })

const stored = async ({ db }: AdminContext, key: string) =>
  (
    await db.execute<WriteValues>(
      `select title, status::text, notes, isbn, branch_id::text from books where id = ${Number(key)}`,
    )
  )[0]

describe('F156: a form of a table outside the admin', () => {
  test('cannot have a field for files, whoever opens it, and says so', async ({ as }) => {
    const ctx = as({ admins: [defineAdmin(books, { form: { fields: { notes: { type: file() } } } })] })
    for (const who of ['public', 'user'] as const) {
      const form = adminForm(books, { as: who, fields: ['title', 'notes'] })
      await expect(openTableForm({ ...ctx, actor: publicActor(ctx.site, form) }, form)).rejects.toMatchObject({
        code: 'MISCONFIGURED',
        message: 'A form outside the admin cannot have “Notes”: files are only uploaded in the admin.',
      })
    }
  })

  test('has the fields that it lists, a relation as choices, and nothing that leads into the admin', async ({ as }) => {
    const page = await openTableForm(asPublic(as(asking)), wish)
    const fields = page.sections.flatMap((section) => section.fields)
    expect(fields.map(({ meta }) => [meta.name, meta.label, meta.kind])).toEqual([
      ['title', 'Title', 'text'],
      ['status', 'Status', 'choice'],
      ['branch_id', 'Branch office', 'choice'],
    ])
    expect(fields[2]?.meta.options?.map(({ value }) => value)).toEqual(['1', '2'])
    expect(fields[1]?.line).toBe(fields[2]?.line)
    expect(page.submit).toBe('Wish')
    expect(JSON.stringify(page)).not.toContain('/admin')
  })

  test('writes its fields and its own values, whatever else is posted, and leaves an audit entry', async ({ as }) => {
    const ctx = asPublic(as(asking))
    const { key } = await post(ctx, { title: 'Wished', status: 'ordered', branch_id: '1', isbn: '1', notes: 'Mine' })
    expect(await stored(ctx, key)).toEqual({
      title: 'Wished',
      status: 'ordered',
      notes: 'A wish',
      isbn: null,
      branch_id: '1',
    })
    const entries = await ctx.db.execute(
      `select actor_label, action from brolly.audit_entries where "table" = 'books' and key = '${key}'`,
    )
    expect([...entries]).toEqual([{ actor_label: 'public form', action: 'add' }])
  })

  test('F159: is refused in the words of the table’s own form', async ({ as }) => {
    const ctx = asPublic(as(asking))
    const problems = async (typed: Record<string, string>) =>
      (await refusal(post(ctx, { branch_id: '1', ...typed }))).fields
    expect(await problems({ title: '', status: 'ordered' })).toEqual({ title: 'Required.' })
    expect(await problems({ title: 'X', status: 'none' })).toMatchObject({
      title: 'Longer.',
      status: expect.any(String),
    })
    expect(await problems({ title: 'Forbidden', status: 'ordered' })).toEqual({ title: 'No.' })
    expect(Object.keys(await problems({ title: 'Y', status: 'ordered', branch_id: '77' }))).toEqual(['branch_id'])
  })

  test('is posted twice and adds one row', async ({ as }) => {
    const ctx = asPublic(as(asking))
    const typed = { title: 'Once', status: 'ordered', branch_id: '1', '~token': (await openTableForm(ctx, wish)).token }
    const first = await post(ctx, typed)
    expect(await post(ctx, typed)).toEqual({ key: first.key, label: first.key, changed: false })
  })

  test('has no control for NULL: what is left or made empty is NULL, and a stored empty text stays', async ({ as }) => {
    const form = adminForm(books, { as: 'public', fields: ['title', 'subtitle', 'notes'] })
    const ctx = { ...as(), actor: publicActor(as().site, form) }
    const page = await openTableForm(ctx, form)
    const fields = page.sections.flatMap((section) => section.fields)
    expect(fields.map(({ meta }) => meta.emptyIsValue)).toEqual([true, false, false])
    const send = async (key: string | null, typed: Record<string, string>) => {
      const { version, base } = key === null ? page : await openTableForm(ctx, form, { key })
      const entries = Object.entries({ '~version': version, '~base': base, ...typed })
      const saved = await postTableForm(ctx, form, { key, entries })
      const [row] = await ctx.db.execute(`select subtitle, notes from books where id = ${Number(saved.key)}`)
      return { key: saved.key, row }
    }
    const { key, row } = await send(null, { title: 'Empty', subtitle: '', notes: 'Some' })
    expect(row).toEqual({ subtitle: null, notes: 'Some' })
    expect((await send(key, { title: 'Empty', subtitle: '', notes: '' })).row).toEqual({ subtitle: null, notes: null })
    await ctx.db.execute(`update books set notes = '' where id = ${Number(key)}`)
    expect((await send(key, { title: 'Other', subtitle: '', notes: '' })).row).toEqual({ subtitle: null, notes: '' })
  })

  test('changes the row that it was opened for', async ({ as }) => {
    const ctx = asPublic(as(asking))
    const { version, base, sections } = await openTableForm(ctx, wish, { key: '1' })
    expect(sections[0]?.fields[0]?.value).toBeTruthy()
    await post(ctx, { '~version': version, '~base': base, title: 'Renamed', isbn: '2', copies: '9' }, '1')
    expect(await stored(ctx, '1')).toMatchObject({ title: 'Renamed', notes: 'A wish' })
  })

  test('needs the permissions of the user who is logged in, if it is theirs', async ({ as }) => {
    const own = adminForm(books, { as: 'user', fields: ['title', 'status'] })
    const ctx = as({ ...asking, grants: ['books.view'] })
    expect((await refusal(openTableForm(ctx, own))).code).toBe('FORBIDDEN')
    expect((await refusal(postTableForm(ctx, own, { entries: [['title', 'Y']] }))).code).toBe('FORBIDDEN')
    expect(formAdmin(ctx.site, own).options.form?.inlines).toBeUndefined()
  })
})

describe('F155: a form of a zod object', () => {
  const order = schemaForm(z.object({ number: z.string().min(2, 'Two digits.'), gift: z.boolean().default(false) }), {
    onSubmit: ({ number, gift }, { actor }) =>
      number === '00' ? { errors: { number: 'No such order.' } } : { done: `${number} ${gift} ${String(actor)}` },
  })

  test('has inputs for its values, and passes on what the schema returns', async () => {
    expect(openSchemaForm(order).sections[0]?.fields.map(({ meta }) => [meta.name, meta.kind])).toEqual([
      ['number', 'text'],
      ['gift', 'boolean'],
    ])
    const send = (entries: [string, string][]) => postSchemaForm({ actor: null }, order, entries)
    expect(
      await send([
        ['number', '12'],
        ['gift', 'true'],
        ['~x', '1'],
        ['other', '1'],
      ]),
    ).toEqual({ done: '12 true null' })
    expect((await refusal(send([['number', '1']]))).fields).toEqual({ number: 'Two digits.' })
    expect((await refusal(send([['number', '00']]))).fields).toEqual({ number: 'No such order.' })
  })
})

import { describe, expect } from 'vitest'
import { addPage, addRecord, changePage, changeRecord, AdminError } from '@/admin/server'
import { defineAdmin } from '@/admin'
import { books } from '../testing/kit/library'
import { auditLines } from '../testing/kit/audit-lines'
import { postOf } from '../testing/kit/posts'
import { adminOf, test } from '../testing/kit/site-test'
import type { AdminContext } from '../site/context'

const blank = (ctx: AdminContext, path = 'books') => addPage(ctx, adminOf(ctx, path), { list: '', prefill: [] })
const add = async (ctx: AdminContext, typed: Record<string, string | null>, path = 'books') =>
  addRecord(ctx, adminOf(ctx, path), postOf(await blank(ctx, path), typed))

describe('hooks', () => {
  test('run inside the transaction: their writes are rolled back with it, and they can stop it with a message', async ({
    as,
    client,
  }) => {
    const admin = defineAdmin(books, {
      hooks: {
        async beforeSave({ db, values }) {
          await db.execute(`insert into notices (text) values ('before ${values.title}')`)
          if (values.title === 'Stop')
            throw new AdminError('INVALID', 'Not today.', { fields: { title: 'Not today.' } })
          if (values.title === 'Shout') values.title = 'SHOUT'
        },
        async afterSave({ db, mode, record }) {
          await db.execute(`insert into notices (text) values ('after ${mode} ${record?.title ?? ''}')`)
        },
      },
    })
    const ctx = as({ admins: [admin] })

    await expect(add(ctx, { title: 'Stop' })).rejects.toMatchObject({
      message: 'Not today.',
      fields: { title: 'Not today.' },
    })
    expect(await client`select text from notices where text like 'before%'`).toEqual([])
    const { key } = await add(ctx, { title: 'Shout' })
    const page = await changePage(ctx, adminOf(ctx, 'books'), { key, list: '' })
    await changeRecord(ctx, adminOf(ctx, 'books'), { key, form: postOf(page, { title: 'Calm' }) })

    expect(
      (await client`select text from notices where text like 'after%' order by text`).map((row) => row.text),
    ).toEqual(['after add ', 'after change SHOUT'])
    expect((await auditLines(client)).map(({ changes }) => changes.title)).toEqual([
      [null, 'SHOUT'],
      ['SHOUT', 'Calm'],
    ])
  })

  test('I4: when the entry cannot be written the row is not either', async ({ as, client }) => {
    await client`alter table brolly.audit_entries add constraint broken check (label <> 'Unheard')`

    await expect(add(as(), { title: 'Unheard' })).rejects.toMatchObject({ code: 'INVALID' })
    await client`alter table brolly.audit_entries drop constraint broken`

    expect(await client`select 1 from books where title = 'Unheard'`).toEqual([])
  })
})

import { eq, lt, ne } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { postDelete } from '@/admin/server'
import { defineAdmin } from '@/admin'
import { boxes, boxTest as test, counts, left, preview, remove } from '../testing/kit/boxes'
import { adminOf } from '../testing/kit/site-test'

describe('rows that are deleted along with another', () => {
  const granted = (...grants: string[]) => ({ grants: ['boxes.view', 'boxes.delete', ...grants] })

  test('DJ-237 SEC-054 SEC-055: is named by type only, and must be deletable', async ({ as, client }) => {
    await client`insert into left_sides values (77, 2)`
    const ctx = as(granted())
    const page = await preview(ctx, 'boxes', '2')

    expect(page).toMatchObject({
      blocked: true,
      blockedReason: 'This would delete rows that you do not have permission to delete: left sides.',
    })
    expect(page.groups.find(({ table }) => table === 'left_sides')).toMatchObject({ effect: 'forbidden', samples: [] })
    await expect(remove(ctx, 'boxes', { keys: ['2'], agreed: page.total })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect((await preview(as(granted('left_sides.delete')), 'boxes', '2')).blocked).toBe(false)
  })

  test('SEC-054: are protected by row rules of their own', async ({ as, client }) => {
    await client`insert into left_sides values (77, 2), (78, 3)`
    const ctx = as({ admins: [defineAdmin(left, { permissions: { delete: (_, t) => eq(t.id, 77) } })] })

    expect(await preview(ctx, 'boxes', '2')).toMatchObject({ blocked: true })
    await expect(remove(ctx, 'boxes', { keys: ['2'], agreed: 5 })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await preview(ctx, 'boxes', '3')).toMatchObject({ blocked: true })
    await client`delete from left_sides where id = 78`
    expect(await preview(ctx, 'boxes', '2')).toMatchObject({ blocked: false })
  })

  test('in a table outside the site is for superusers', async ({ as, client }) => {
    await client`insert into other.strangers values (1, 6)`

    expect(await preview(as(granted()), 'boxes', '6')).toMatchObject({ blocked: true })
    expect(await preview(as(), 'boxes', '6')).toMatchObject({ blocked: false, total: 2 })
  })
})

describe('rows that the actor may not view', () => {
  test('are mentioned without a number: in a table that they may not view', async ({ as, client }) => {
    await client.unsafe(
      `insert into left_sides select n, 6 from generate_series(1, 7) n; insert into lids select n, 6 from generate_series(1, 8) n`,
    )
    const ctx = as({ grants: ['boxes.view', 'boxes.delete', 'left_sides.delete'] })
    const page = await preview(ctx, 'boxes', '6')
    const done = await postDelete(ctx, adminOf(ctx, 'boxes'), { key: '6', entries: [['~total', String(page.total)]] })

    expect(page).toMatchObject({
      sentence:
        'This deletes 1 box and rows that you may not view, and clears a reference of rows that you may not view.',
      button: 'Delete 1 row and rows that you may not view',
      total: 1,
      blocked: false,
    })
    expect(page.groups.map(({ table, count, hidden, samples }) => [table, count, hidden, samples.length])).toEqual([
      ['boxes', 1, false, 1],
      ['left_sides', 0, true, 0],
      ['lids', 0, true, 0],
    ])
    expect(JSON.stringify({ ...page, what: '' })).not.toMatch(/\b[78]\b/u)
    expect(done.notice.text).toBe('Deleted box “Alone” and rows that you may not view.')
    expect(await counts(client)).toMatchObject({ left_sides: 0 })
  })

  test('are mentioned without a number: outside of their rules', async ({ as, client }) => {
    await client.unsafe(
      `insert into left_sides select n, 6 from generate_series(1, 9) n; insert into seals select n, 5 from generate_series(1, 4) n`,
    )
    const ctx = as({
      admins: [defineAdmin(left, { permissions: { view: (_, t) => lt(t.id, 3) } })],
      superuser: true,
    })
    const page = await preview(ctx, 'boxes', '6')

    expect(page).toMatchObject({
      sentence: 'It would delete 1 box, 2 left sides and rows that you may not view.',
      blockedReason: 'This would delete rows that you do not have permission to delete: left sides.',
      total: 3,
    })
    expect(page.groups.find(({ table }) => table === 'left_sides')).toMatchObject({ count: 2, hidden: true })
    expect(page.groups.find(({ table }) => table === 'left_sides')?.samples).toHaveLength(2)
  })

  test('block without a number', async ({ as, client }) => {
    await client.unsafe(`insert into seals select n, 6 from generate_series(1, 4) n`)
    const page = await preview(as({ grants: ['boxes.view', 'boxes.delete'] }), 'boxes', '6')

    expect(page.blockedReason).toBe(
      'Rows that you may not view still refer to this and require it. Change or delete them first.',
    )
    expect(JSON.stringify(page)).not.toMatch(/\b4\b/u)
  })

  test('get the same response as rows that do not exist', async ({ as }) => {
    const admins = [defineAdmin(boxes, { permissions: { view: (_, t) => ne(t.id, 5), delete: (_, t) => ne(t.id, 1) } })]
    // One site, because each has a secret of its own for its seals.
    const ctx = as({ admins })
    const answerTo = async (keys: string[]) => preview(ctx, 'boxes', ...keys).catch((error: unknown) => String(error))

    expect(await answerTo(['6', '5'])).toEqual(await answerTo(['6', '99']))
    expect(await answerTo(['5', '98'])).toEqual(await answerTo(['98', '99']))
    expect(await answerTo(['5'])).toEqual(await answerTo(['99']))
    expect(await answerTo(['6', '1'])).toContain('You do not have permission to delete some of the selected rows')
    expect(await answerTo(['99', '1'])).toContain('You do not have permission to delete some of the selected rows')
  })
})

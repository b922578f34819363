import { integer, numeric, pgTable, text } from 'drizzle-orm/pg-core'
import { describe, expect } from 'vitest'
import { undoPage } from '../../pages/undo-page'
import { refusal } from '../../testing/kit/inlines'
import { adminOf, contextOf, siteTest } from '../../testing/kit/site-test'
import { brief, change, remove, request, undo } from '../../testing/kit/undo'
import { deleteRecords } from '../delete-records'
import { carryOutUndo, rehearseUndo } from './undo'

const things = (columns: object) =>
  pgTable('things', { id: integer('id').primaryKey(), name: text('name').notNull(), ...columns })
const before = { things: things({ size: text('size'), gone: text('gone'), touched: text('touched') }) }

const laterThings = things({
  size: numeric('size'),
  touched: text('touched'),
  extra: text('extra').default('made'),
  needed: text('needed').notNull().default('needed'),
})

const test = siteTest({
  schema: before,
  tables: `
    create table things (id int primary key, name text not null, size text, gone text, touched text);
    create function touch() returns trigger language plpgsql as $$ begin new.touched := 'by ' || new.name; return new; end $$;
    create trigger touch before update on things for each row execute function touch()`,
  rows: `
    alter table things drop if exists gone, drop if exists extra, drop if exists needed, alter size type text using size::text,
      add gone text;
    insert into things select n, 'T' || n, 'big', null, null from generate_series(1, 3) n; update things set gone = 'x'`,
})

describe('a change is undone after', () => {
  test('columns were dropped, retyped and added', async ({ as, client, db }) => {
    const ctx = as()
    const removed = await remove(ctx, 'things', '1', '2')
    const changed = await change(ctx, ['things', '3'], { gone: 'y' })
    await client`update things set size = '3'`
    await client`alter table things drop gone, alter size type numeric using size::numeric, add extra text default 'made',
      add needed text not null default 'needed'`
    const later = contextOf(db, { things: laterThings }, {})
    const page = await undoPage(request(later), removed)
    expect(page.button).toBeNull()
    expect(page.groups[0]?.rows[0]?.notes).toEqual(['A value is not valid for its column. It was left as it is.'])
    const gone = await undoPage(request(later), changed)
    expect(gone.groups).toMatchObject([{ kind: 'keep', rows: [{ notes: ['Some of its columns no longer exist.'] }] }])

    // Without the text that is no number any more, the row is restored, with what is new in it.
    await client`update brolly.audit_entries set changes = changes || '{"size": ["4", null]}' where action = 'delete'`
    const { steps } = await undo(later, removed)
    expect(steps.map(({ problem, lost }) => [problem, lost])).toEqual([
      [null, true],
      [null, true],
    ])
    expect(await client`select id, name, size::text, needed from things order by id limit 2`).toEqual([
      { id: 1, name: 'T1', size: '4', needed: 'needed' },
      { id: 2, name: 'T2', size: '4', needed: 'needed' },
    ])
  })

  test('a trigger stamped the row, and can be undone in turn', async ({ as, client }) => {
    const ctx = as()
    const id = await change(ctx, ['things', '1'], { name: 'New' })
    expect(brief(await undo(ctx, id)).steps[0]).toMatchObject({ problem: null, left: [] })
    const again = await undo(
      ctx,
      (await undo(ctx, (await undo(ctx, await change(ctx, ['things', '2'], { name: 'X' }))).request)).request,
    )
    expect(brief(again).steps[0]).toMatchObject({ problem: null, left: [] })
    expect(await client`select name, touched from things where id < 3 order by id`).toEqual([
      { name: 'T1', touched: 'by T1' },
      { name: 'T2', touched: 'by T2' },
    ])
  })

  test('somebody undid it at the same moment: once', async ({ as, client }) => {
    const ctx = as()
    for (const id of [await remove(ctx, 'things', '1', '2'), await change(ctx, ['things', '3'], { name: 'New' })]) {
      const { seal } = await rehearseUndo(request(ctx), id)
      const both = await Promise.allSettled([1, 2].map(() => carryOutUndo(request(ctx), { source: id, seal })))
      expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
      expect((await refusal(carryOutUndo(request(ctx), { source: id, seal }))).code).toBe('CONFLICT')
    }
    expect(await client`select name from things order by id`).toEqual([{ name: 'T1' }, { name: 'T2' }, { name: 'T3' }])
  })

  test('a change of thousands of rows is taken back, and its page names a few', async ({ as, client }) => {
    const ctx = as()
    await client`insert into things (id, name) select n, 'N' || n from generate_series(10, 3009) n`
    const own = request(ctx)
    const id = own.requestId
    await deleteRecords(own, adminOf(ctx, 'things'), {
      selection: { kind: 'all', parameters: [['id.gte', '10']] },
      agreed: 3000,
    })
    const page = await undoPage(request(ctx), id)
    expect(page.groups).toMatchObject([{ count: 3000, others: 2980 }])
    await undo(ctx, id)
    expect(await client`select count(*)::int from things where name = 'N' || id`).toEqual([{ count: 3000 }])
  })
})

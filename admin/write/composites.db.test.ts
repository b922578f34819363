import { customType, integer, pgSchema, pgTable, text } from 'drizzle-orm/pg-core'
import { describe, expect } from 'vitest'
import { addPage, changePage, exportCsv, historyPage, listPage, postRecord, refusedRecord } from '@/admin/server'
import { defineAdmin } from '@/admin'
import type { RecordPage } from '../pages/shapes/record'
import type { AdminContext } from '../site/context'
import { fieldsOf } from '../testing/kit/posts'
import { adminOf, siteTest } from '../testing/kit/site-test'

const of = (name: string) => customType<{ data: string }>({ dataType: () => name })
const odd = pgSchema('odd')

const shops = pgTable('shops', {
  id: integer('id').primaryKey(),
  name: text('name').notNull(),
  home: of('address')('home'),
  depot: of('depot')('depot').notNull().default('(,)'),
  branches: of('address')('branches').array(),
})
const elements = odd.table('elements', { id: integer('id').primaryKey(), elements: of('odd."Part.s"')('elements') })

const test = siteTest({
  schema: { shops, elements },
  tables: `
    create type colour as enum ('red', 'blue');
    create domain zip as varchar(10) check (value <> 'bad'); create domain sure as text not null;
    create type spot as (lat numeric(8, 5), lon numeric(8, 5));
    create type address as (street text, city text, zip zip, since date, colour colour, known boolean, spot spot);
    create type crate as (label sure, size int); create domain depot as crate;
    create schema odd; create type odd."Part.s" as ("a.b" text, "~" int, "__proto__" text);
    create table shops (id int primary key, name text not null, home address, depot depot not null default '(x,)', branches address[]);
    create table odd.elements (id int primary key, elements odd."Part.s");`,
  rows: `
    insert into shops values (1, 'Harbour', '("Main St",Berlin,10115,2024-02-29,red,t,"(1.5,2)")', '(a,1)', '{"(\\"Side St\\",Bonn,,,,,)","(,Ulm,,,,,)","(,,,,,,)"}'), (2, 'Alley', null, '("",)', null);
    insert into odd.elements values (1, '("x, ""y""",,z)');`,
})

/** What a browser posts for a page whose composite values have an input for each part. */
function formOf(page: RecordPage, typed: Record<string, string | null> = {}): [string, string][] {
  const sent = new Map<string, string>([
    ['~version', page.version],
    ['~base', page.base],
    ['~token', page.token],
  ])
  const enter = (meta: (typeof fields)[number]['meta'], value: string | null) => {
    if (value === null && meta.emptyIsValue && meta.nullable) sent.set(`~null.${meta.name}`, '1')
    if (!meta.parts) sent.set(meta.name, value ?? '')
    for (const [index, part] of (meta.parts ?? []).entries()) enter(part, partsOf(value)[index] ?? null)
  }
  const fields = fieldsOf(page).filter(({ meta }) => !meta.readOnly)
  for (const { meta, value } of fields) enter(meta, value)
  for (const [name, value] of Object.entries(typed)) {
    if (value === null) sent.delete(name)
    else sent.set(name, value)
  }
  return [...sent]
}

/** Parsed here, not by the code under test: texts in quotes without quotes inside. */
function partsOf(record: string | null): (string | null)[] {
  return [...(record ?? '').slice(1, -1).matchAll(/(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/gu)].map(
    ([, quoted, bare]) => quoted?.replaceAll(/(["\\])\1/gu, '$1') ?? (bare === '' ? null : (bare ?? null)),
  )
}

describe('a composite value is a small form', () => {
  test('with the attributes that the catalogue has for its type', async ({ as }) => {
    const ctx = as()
    const page = await changePage(ctx, adminOf(ctx, 'shops'), { key: '1', list: '' })
    const parts = (name: string) => fieldsOf(page).find(({ meta }) => meta.name === name)?.meta.parts ?? []

    expect(parts('home').map(({ name, kind, label }) => [name, kind, label])).toEqual([
      ['~part.home.street', 'text', 'Street'],
      ['~part.home.city', 'text', 'City'],
      ['~part.home.zip', 'text', 'Zip'],
      ['~part.home.since', 'date', 'Since'],
      ['~part.home.colour', 'choice', 'Colour'],
      ['~part.home.known', 'boolean', 'Known'],
      ['~part.home.spot', 'composite', 'Spot'],
    ])
    expect(parts('home')[2]?.rules).toEqual({ maxLength: 10 })
    expect(parts('home')[4]?.options?.map(({ value }) => value)).toEqual(['red', 'blue'])
    expect(parts('home')[6]?.parts?.map(({ name, kind }) => [name, kind])).toEqual([
      ['~part.home.spot.lat', 'decimal'],
      ['~part.home.spot.lon', 'decimal'],
    ])
    expect(parts('depot').map(({ name, nullable }) => [name, nullable])).toEqual([
      ['~part.depot.label', false],
      ['~part.depot.size', true],
    ])
  })

  test('that writes what was changed, and nothing else', async ({ as, client }) => {
    const ctx = as()
    const admin = adminOf(ctx, 'shops')
    const page = await changePage(ctx, admin, { key: '1', list: '' })
    const save = async (typed: Record<string, string | null>) =>
      (
        await postRecord(ctx, admin, {
          key: '1',
          entries: formOf(await changePage(ctx, admin, { key: '1', list: '' }), typed),
        })
      ).notice.text
    const home = async () => (await client`select home::text, depot::text from shops where id = 1`)[0]?.home

    expect(await save({})).toContain('unchanged')
    expect(await save({ '~part.home.city': '', '~part.home.zip': '', '~null.~part.home.zip': '1' })).toContain('Saved')
    expect(await home()).toBe('("Main St","",,2024-02-29,red,t,"(1.50000,2.00000)")')
    expect(
      await save({ '~part.home.spot.lat': '', '~part.home.spot.lon': '', '~null.~part.home.spot': '1' }),
    ).toContain('Saved')
    expect(await home()).toBe('("Main St","",,2024-02-29,red,t,)')
    expect(await save({ '~part.home.street': 'a, "b" \\ (c)\r\nd', '~part.home.known': '' })).toContain('Saved')
    expect(await home()).toBe('("a, ""b"" \\\\ (c)\nd","",,2024-02-29,red,,)')
    expect(await save({})).toContain('unchanged')
    const cleared = Object.fromEntries(
      formOf(page).flatMap(([name]) =>
        name.startsWith('~part.home.')
          ? [
              [name, ''],
              [`~null.${name}`, '1'],
            ]
          : [],
      ),
    )
    expect(await save(cleared)).toContain('Saved')
    expect(await home()).toBe('(,,,,,,)')
    expect(await save({})).toContain('unchanged')
    expect(await save({ ...cleared, '~null.home': '1' })).toContain('Saved')
    expect(await home()).toBeNull()
    expect(await save({})).toContain('unchanged')
    // Typed text overrides a NULL that is still ticked, as everywhere.
    expect(await save({ '~part.home.spot.lon': '7' })).toContain('Saved')
    expect(await home()).toBe('(,,,,,,"(,7.00000)")')
  })

  test('of any names', async ({ as, client }) => {
    const ctx = as()
    const admin = adminOf(ctx, 'odd.elements')
    const page = await changePage(ctx, admin, { key: '1', list: '' })
    expect(
      fieldsOf(page)
        .find(({ meta }) => meta.parts)
        ?.meta.parts?.map(({ name }) => name),
    ).toEqual(['~part.~65lements.a~2Eb', '~part.~65lements.~7E', '~part.~65lements.__proto__'])
    await postRecord(ctx, admin, { key: '1', entries: formOf(page, { '~part.~65lements.~7E': '5' }) })
    expect(await client`select elements::text from odd.elements`).toEqual([{ elements: '("x, ""y""",5,z)' }])
  })

  test('with errors at the parts, keeping the input', async ({ as }) => {
    const ctx = as()
    const admin = adminOf(ctx, 'shops')
    const page = await changePage(ctx, admin, { key: '1', list: '' })
    const refused = async (typed: Record<string, string | null>) => {
      const entries = formOf(page, typed)
      const error: unknown = await postRecord(ctx, admin, { key: '1', entries }).catch((thrown: unknown) => thrown)
      return refusedRecord(error, { entries, message: '', admin, ctx, scripted: false })
    }

    const { errors, values } = await refused({ '~part.home.zip': '12345678901' })
    expect(errors).toEqual({ home: 'Zip: At most 10 characters; this has 11.' })
    expect(values).toMatchObject({
      home: '("Main St",Berlin,12345678901,2024-02-29,red,true,"(1.50000,2.00000)")',
      name: 'Harbour',
    })
    expect((await refused({ '~part.home.spot.lat': 'x' })).errors).toEqual({ home: 'Spot: Lat: Enter a number.' })
    // A domain constraint inside it is left to the database.
    expect((await refused({ '~part.home.zip': 'bad' })).errors).toMatchObject({
      home: "This violates a rule of the database: the value ≠ 'bad'.",
    })
    expect((await refused({ '~part.depot.label': '', '~part.depot.size': 'x' })).errors).toEqual({
      depot: 'Size: Enter a whole number.',
    })
  })

  test('that is accepted complete or not at all: a missing part is not cleared', async ({ as, client }) => {
    const ctx = as()
    const admin = adminOf(ctx, 'shops')
    const page = await changePage(ctx, admin, { key: '1', list: '' })
    const wrong: Record<string, string | null>[] = [{ '~part.home.zip': null }, { '~part.home.postcode': '1' }]
    for (const typed of wrong) {
      const entries = formOf(page, typed)
      const error: unknown = await postRecord(ctx, admin, { key: '1', entries }).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'INVALID', message: expect.stringContaining('The parts of “Home”') })
      const { values } = refusedRecord(error, { entries, message: '', admin, ctx, scripted: false })
      expect(values?.home).toBe('("Main St",Berlin,10115,2024-02-29,red,true,"(1.50000,2.00000)")')
    }
    expect(await client`select (home).zip from shops where id = 1`).toEqual([{ zip: '10115' }])
  })

  test('that reveals nothing to a user who may not view the column, or may not save', async ({ as, client }) => {
    const hidden = [defineAdmin(shops, { permissions: { fields: { home: { view: () => false } } } })]
    const all = as()
    const entries = formOf(await changePage(all, adminOf(all, 'shops'), { key: '1', list: '' }), {
      '~part.home.city': 'Rome',
    })
    const missing = entries.filter(([name]) => name !== '~part.home.zip')
    const post = async (ctx: AdminContext, sent: typeof entries) => {
      const error: unknown = await postRecord(ctx, adminOf(ctx, 'shops'), { key: '1', entries: sent }).catch(
        (thrown: unknown) => thrown,
      )
      return {
        error,
        form: refusedRecord(error, { entries: sent, message: '', admin: adminOf(ctx, 'shops'), ctx, scripted: false }),
      }
    }

    const seen = await post(as({ admins: hidden }), missing)
    expect(seen.error).toMatchObject({ notice: { text: expect.stringContaining('unchanged') } })
    expect(seen.form.values).not.toHaveProperty('home')
    expect((await post(as({ grants: ['shops.view'] }), missing)).error).toMatchObject({ code: 'FORBIDDEN' })
    expect(await client`select (home).city from shops where id = 1`).toEqual([{ city: 'Berlin' }])
  })

  test('that leaves a default to the database when a row is added', async ({ as, client }) => {
    const ctx = as()
    const admin = adminOf(ctx, 'shops')
    const page = await addPage(ctx, admin, { list: '', prefill: [] })
    await postRecord(ctx, admin, {
      key: null,
      entries: formOf(page, { id: '3', name: 'New' }),
    })
    await postRecord(ctx, admin, {
      key: null,
      entries: formOf(page, {
        id: '4',
        name: 'Next',
        '~token': null,
        '~part.depot.label': 'y',
        '~part.home.city': 'Ulm',
      }),
    })
    expect(await client`select home::text, depot::text from shops where id > 2 order by id`).toEqual([
      { home: null, depot: '(x,)' },
      { home: '(,Ulm,,,,,)', depot: '(y,)' },
    ])
  })
})

describe('a composite value is shown', () => {
  test('as its parts, in lists, histories and conflicts; as it is in an export', async ({ as, client }) => {
    const ctx = as()
    const admin = adminOf(ctx, 'shops')
    const list = await listPage(ctx, admin, [
      ['columns', 'home,branches'],
      ['sort', 'id'],
    ])
    expect(list.rows.map((row) => row.slice(-2))).toEqual([
      ['Main St, Berlin, 10115, 2024-02-29, red, Yes, 1.50000, 2.00000', 'Side St, Bonn; Ulm'],
      [null, null],
    ])
    const keys = async (filter: [string, string]) =>
      (await listPage(ctx, admin, [filter])).rows.map(([key]) => key).join('')
    expect(await keys(['home.null', 'true'])).toBe('2')
    expect(await keys(['home.contains', 'berl'])).toBe('1')
    expect(admin.label).toMatchObject({ kind: 'columns', columns: [{ name: 'name' }] })

    const page = await changePage(ctx, admin, { key: '1', list: '' })
    await client`update shops set home = '(,Bonn,,,,,)' where id = 1`
    const entries = formOf(page, { '~part.home.city': 'Köln' })
    const error: unknown = await postRecord(ctx, admin, { key: '1', entries }).catch((thrown: unknown) => thrown)
    const { conflict, values } = refusedRecord(error, { entries, message: '', admin, ctx, scripted: true })
    expect(conflict?.rows).toMatchObject([
      {
        name: 'home',
        base: 'Main St, Berlin, 10115, 2024-02-29, red, true, 1.50000, 2.00000',
        theirs: 'Bonn',
        mine: 'Main St, Köln, 10115, 2024-02-29, red, true, 1.50000, 2.00000',
        theirsValue: '(,Bonn,,,,,)',
        changedBy: 'both',
      },
    ])
    expect(values?.home).toContain('Köln')
    // Without JavaScript the choice is posted.
    const again = (side: string): [string, string][] => [
      ...entries.filter(([name]) => name !== '~version' && name !== '~base'),
      ['~version', conflict?.version ?? ''],
      ['~base', conflict?.base ?? ''],
      ['~choose.home', side],
    ]
    expect((await postRecord(ctx, admin, { key: '1', entries: again('theirs') })).notice.text).toContain('unchanged')
    await postRecord(ctx, admin, { key: '1', entries: again('mine') })
    const history = await historyPage(ctx, admin, { key: '1', before: null })
    expect(history.entries[0]?.changes).toMatchObject([
      { label: 'Home', before: 'Bonn', after: 'Main St, Köln, 10115, 2024-02-29, red, Yes, 1.50000, 2.00000' },
    ])
    const lines: string[] = []
    for await (const part of exportCsv(ctx, admin, [['columns', 'home']])) lines.push(part)
    expect(lines.join('')).toContain('"(""Main St"",Köln,10115,2024-02-29,red,true,""(1.50000,2.00000)"")"')
  })
})

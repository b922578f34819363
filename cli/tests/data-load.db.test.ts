import { describe, expect, test } from 'vitest'
import { checksums, run } from './data-databases-fixture'
import { Library } from './data-library-fixture'

describe('a load', () => {
  test('into a cycle of required foreign keys leaves the constraints as they were', async () => {
    const [from, to] = [await Library.make('filled'), await Library.make('empty')]
    const text = await from.dump({ tables: ['hens', 'eggs'] })

    await to.load(text)

    expect(await to.sql`select h.id from hens h join eggs e on e.hen_id = h.id and e.id = h.egg_id`).toHaveLength(1)
    expect(await to.sql`select condeferrable from pg_constraint where contype = 'f' and condeferrable`).toEqual([])
    await expect(to.load(text.replaceAll('["1","1"]', '["2","3"]'))).rejects.toThrow(
      /rows\.jsonl, table (hens|eggs): a referenced row does not exist \(\w+\)\. Nothing was changed\.$/,
    )
  })

  test('that may not defer a constraint says so', async () => {
    const [from, to] = [await Library.make('filled'), await Library.make('empty')]
    const role = `loader_${crypto.randomUUID().slice(0, 8)}`
    await to.sql.unsafe(
      `create role ${role}; grant select, insert on all tables in schema public to ${role}; set role ${role}`,
    )

    const loading = to.load(await from.dump({ tables: ['hens', 'eggs'] }))

    await expect(loading).rejects.toThrow(/Load as the owner of the table, or make \w+ DEFERRABLE\./)
    await to.sql.unsafe(`reset role; drop owned by ${role}; drop role ${role}`)
  })

  test('refuses, keeps or overwrites existing rows, the second time too', async () => {
    const library = await Library.make('filled')
    const text = (await library.dump({ tables: ['products'] })).replace('"2.50"', '"3.75"').replace('["201"', '["201"')
    const prices = async () =>
      (await library.sql`select price::text from products order by sku desc`).map(({ price }) => price)

    await expect(library.load(text)).rejects.toThrow(
      'rows.jsonl, line 3, table products: this row already exists (products_pkey). To overwrite or skip it, use --on-conflict update or skip. Nothing was changed.',
    )
    expect(await library.load(text, { onConflict: 'skip' })).toEqual([{ table: 'products', rows: 2, written: 0 }])
    expect(await prices()).toEqual(['2.50', null])
    expect(await library.load(text, { onConflict: 'update' })).toEqual([{ table: 'products', rows: 2, written: 2 }])
    const once = await checksums(library.url)
    await library.load(text, { onConflict: 'update' })

    expect(await prices()).toEqual(['3.75', null])
    expect(await checksums(library.url)).toEqual(once)
  })

  test('moves sequences past its rows, and never back', async () => {
    const library = await Library.make('empty')
    await library.loadLines(['{"table":"teams","columns":["id","name"]}', '["7","greens"]'])
    const [first] = await library.sql<{ id: number }[]>`insert into teams (name) values ('next') returning id`
    await library.loadLines(['{"table":"teams","columns":["id","name"]}', '["3","late"]'])
    const [second] = await library.sql<{ id: number }[]>`insert into teams (name) values ('after') returning id`

    expect([first?.id, second?.id]).toEqual([8, 9])
  })

  test('fires triggers, and empties tables if requested', async () => {
    const library = await Library.make('filled')
    await library.sql.unsafe(`
      create function shout() returns trigger language plpgsql as $$ begin new.name := upper(new.name); return new; end $$;
      create trigger shout before insert on tags for each row execute function shout()`)
    const lines = ['{"table":"tags","columns":["name"]}', '["new"]', '["fresh"]']

    await library.loadLines(lines)
    expect(await library.sql`select name from tags order by name collate "C"`).toEqual(
      ['FRESH', 'NEW', 'new', 'old'].map((name) => ({ name })),
    )
    const header = '{"format":"brolly data","version":1,"tables":[{"table":"tags","columns":["name"]}]}'
    const only = [header, ...lines, '{"end":true}'].join('\n')
    await expect(library.load(only, { truncate: true })).rejects.toThrow(
      /tables that are not in the file reference tables to be emptied/,
    )
    await library.sql`drop table product_tags`
    const told: unknown[] = []
    const refuse = (tables: unknown) => Promise.reject(new Error(JSON.stringify(tables)))
    await expect(library.load(only, { truncate: true, onTruncate: refuse })).rejects.toThrow(
      '[{"table":"tags","rows":4}]',
    )
    expect(await library.sql`select count(*)::int as count from tags`).toEqual([{ count: 4 }])
    await library.load(only, { truncate: true, onTruncate: async (tables) => void told.push(...tables) })
    expect(told).toEqual([{ table: 'tags', rows: 4 }])
    expect(await library.sql`select count(*)::int as count from tags`).toEqual([{ count: 2 }])
  })

  const tags = '{"table":"tags","columns":["name"]}'
  const products = '{"table":"products","columns":["sku","category_id","price"]}'
  test.for<[string, string[], string]>([
    ['no JSON', [tags, '["canary'], 'line 3, table tags: the line is not valid JSON.'],
    ['a number', [tags, '[5]'], 'line 3, table tags: every value of a row must be a quoted string or null.'],
    [
      'too few values',
      [products, '["canary"]'],
      'line 3, table products: the row has 1 values, but the table line lists 3 columns.',
    ],
    ['something else', [tags, '{"tabel":"canary"}'], 'line 3: the line is not valid here.'],
    ['an empty line', [tags, ''], 'line 3: the line is not valid here.'],
    ['a row first', ['["canary"]'], 'line 2: a row comes before any table line.'],
    ['an unknown table', ['{"table":"tag","columns":["name"]}'], 'line 2: this database has no table tag.'],
    [
      'an unknown column',
      ['{"table":"tags","columns":["nam"]}'],
      'line 2, table tags, column nam: this database has no such column.',
    ],
    [
      'a generated column',
      ['{"table":"products","columns":["doubled"]}'],
      'line 2, table products, column doubled: its values are generated by the database.',
    ],
    [
      'a wrong type',
      [products, '["a","1",null]', '["b","canary",null]'],
      'line 4, table products, column category_id: the value is not a valid integer.',
    ],
    ['a long text', [tags, '["new"]', '["canary canary"]'], 'line 4, table tags, column name: the text is too long.'],
    [
      'a big number',
      [products, '["a","1","1234567890"]'],
      'line 3, table products, column price: the number is out of range.',
    ],
    ['NULL', [tags, '["a"]', '["b"]', '[null]'], 'line 5, table tags, column name: NULL is not allowed.'],
    [
      'a check',
      [products, '["canary","1","-1"]'],
      'line 3, table products: the check constraint products_price_check is violated.',
    ],
    [
      'a key twice',
      [tags, '["canary"]', '["canary"]'],
      'line 4, table tags: this row already exists (tags_name_key). To overwrite or skip it, use --on-conflict update or skip.',
    ],
    [
      'a missing parent',
      [products, '["canary","99","1"]'],
      'table products: a referenced row does not exist (products_category_id_fkey).',
    ],
    [
      'REL-074: a NUL',
      [tags, String.raw`["can\u0000ary"]`],
      'line 3, table tags: the text contains a character that PostgreSQL cannot store.',
    ],
    [
      'half a character',
      [tags, String.raw`["\ud83dcanary"]`],
      'line 3, table tags, column name: the text contains an incomplete Unicode character.',
    ],
  ])('reports %s with its location but not its value, and changes nothing', async ([, lines, message]) => {
    const library = await Library.make('empty')

    const failed: unknown = await library.loadLines(lines).catch((error: unknown) => error)

    expect(failed).toMatchObject({
      name: 'AdminError',
      message: expect.stringContaining(`rows.jsonl, ${message} Nothing was changed.`),
    })
    expect(String(failed)).not.toContain('canary')
    expect(await run(library.url, (sql) => sql`select from tags union all select from products`)).toHaveLength(0)
  })

  test.for<[string, (text: string) => string, RegExp]>([
    ['cut off', (text) => text.slice(0, -20), /the file is truncated|not valid here/],
    ['without its end', (text) => text.replace(/\{"end".*\n/, ''), /the file is truncated: the last line is missing\./],
    [
      'without a row',
      (text) => text.replace(/^\["2.*\n/m, ''),
      /\d rows were written to this file, but it contains \d\./,
    ],
    ['of something else', () => '{"hello":"world"}\n', /not valid here|not written by brolly dumpdata/],
    ['of another version', (text) => text.replace('"version":1', '"version":2'), /not valid here/],
    ['that is empty', () => '', /the file is empty/],
  ])('refuses a file %s', async ([, change, message]) => {
    const [from, to] = [await Library.make('filled'), await Library.make('empty')]
    const text = await from.dump({ tables: ['categories', 'products'] })

    await expect(to.load(change(text))).rejects.toThrow(message)

    expect(await run(to.url, (sql) => sql`select from products union all select from categories`)).toHaveLength(0)
  })

  test('refuses unknown names before its first row', async () => {
    const [from, to] = [await Library.make('filled'), await Library.make('empty')]
    await to.sql`alter table product_tags drop column tag_id`

    await expect(to.load(await from.dump())).rejects.toThrow(
      'rows.jsonl, line 1, table product_tags, column tag_id: this database has no such column. Nothing was changed.',
    )
  })
})

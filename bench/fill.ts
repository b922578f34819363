const firstNames =
  'Ada,Ben,Clara,David,Elena,Felix,Greta,Hugo,Iris,Jonas,Klara,Liam,Mara,Noah,Olga,Paul,Quinn,Rosa,Sven,Tara,Ugo,Vera,Walt,Xenia,Yann,Zoe,Alma,Boris,Chloe,Dario,Emma,Frida,Gus,Hanna,Ivan,Jana,Karl,Lena,Milo,Nora'
const lastNames =
  'Smith,Johnson,Brown,Garcia,Miller,Wilson,Moore,Taylor,Anderson,Thomas,Jackson,White,Harris,Martin,Thompson,Clark,Lewis,Robinson,Walker,Young,Allen,King,Wright,Scott,Torres,Nguyen,Hill,Flores,Green,Adams,Nelson,Baker,Hall,Rivera,Campbell,Mitchell,Carter,Roberts,Weber,Fischer,Meyer,Wagner,Becker,Schulz,Hoffmann,Koch,Richter,Klein,Wolf,Neumann,Schwarz'
const cities = 'Berlin,Lyon,Porto,Turin,Gdansk,Malmo,Leeds,Cork,Ghent,Graz,Utrecht,Split,Brno,Tartu,Kaunas,Aarhus'
const countries = 'DE,FR,PT,IT,PL,SE,GB,IE,BE,AT,NL,HR,CZ,EE,LT,DK'

/** The entry of a list that a number selects. */
function pick(list: string, number: string): string {
  const words = list.split(',')
  return `(array['${words.join("','")}'])[1 + (${number}) % ${words.length}]`
}

/** A pseudorandom integer from 0 to about two billion, the same in every run. */
const chance = (seed: string) => `(hashint8(${seed}) & 2147483647)`

/**
 * Statements that fill the demo's tables: 1,000,000 customers, 2,000,000 orders, 5,000,000 order items. The rows are
 * consistent by construction, so no foreign key has to be checked row by row.
 */
export const fillStatements: readonly (readonly [what: string, statement: string])[] = [
  [
    'settings',
    `set synchronous_commit = off; set session_replication_role = replica; create extension if not exists pg_stat_statements;
     truncate customers, categories, products, collections, orders, order_items, reviews restart identity cascade`,
  ],
  [
    'categories and products',
    `insert into categories (name, slug, position) select 'Category ' || i, 'category-' || i, i from generate_series(1, 12) i;
     insert into products (name, slug, sku, category_id, status, price, stock, created_at)
     select 'Product ' || i, 'product-' || i, 'SKU-' || i, 1 + i % 12, 'active', 5 + i * 1.25, i * 3 % 400,
       timestamptz '2019-06-01 08:00+00' + i * interval '5 hours'
     from generate_series(1, 500) i`,
  ],
  [
    '1,000,000 customers',
    `insert into customers (name, email, phone, tier, country, city, birthday, loyalty_points, newsletter, created_at)
     select first || ' ' || last, lower(first || '.' || last) || i || '@example.com',
       case when i % 3 = 0 then '+49 30 ' || ${chance('i + 11')} % 10000000 end,
       (array['standard', 'standard', 'standard', 'silver', 'gold'])[1 + i % 5]::customer_tier,
       ${pick(countries, chance('i + 5'))}, ${pick(cities, chance('i + 5'))},
       case when i % 4 > 0 then date '1950-01-01' + (${chance('i + 3')} % 20000) end,
       ${chance('i + 4')} % 5000, case i % 3 when 0 then true when 1 then false end,
       timestamptz '2020-01-01 00:00+00' + i * interval '187.345678 seconds'
     from (select i::bigint, ${pick(firstNames, chance('i::bigint'))} as first, ${pick(lastNames, chance('i::bigint + 1000000000'))} as last
       from generate_series(1, 1000000) i) n`,
  ],
  [
    '2,000,000 orders',
    `insert into orders (customer_id, status, total, currency, tracking_code, paid_at, delivered_on, created_at)
     select 1 + ${chance('i')} % 1000000, status::order_status, (${chance('i + 1')} % 200000) / 100.0, 'EUR',
       case when status in ('shipped', 'delivered') then 'TR' || i end,
       case when status not in ('pending', 'cancelled') then at + interval '3 hours' end,
       case when status = 'delivered' then (at + interval '4 days')::date end, at
     from (select i::bigint, timestamptz '2020-02-01 00:00+00' + i * interval '92.123456 seconds' as at,
         ${pick('pending,paid,shipped,delivered,delivered,delivered,delivered,cancelled,refunded,paid', chance('i::bigint + 2'))} as status
       from generate_series(1, 2000000) i) o`,
  ],
  [
    '5,000,000 order items',
    `insert into order_items (order_id, product_id, quantity, unit_price)
     select o, 1 + (o * 7 + k * 131) % 500, 1 + (o + k) % 5, 5 + ((o * 7 + k * 131) % 500) * 1.25
     from generate_series(1::bigint, 2000000) o, lateral generate_series(1, 2 + (o % 2)::int) k`,
  ],
  [
    '51,000 reviews of two products',
    `insert into reviews (product_id, customer_id, rating, title, created_at)
     select case when i <= 50000 then 1 else 2 end, i, 1 + i % 5, 'Review ' || i,
       timestamptz '2021-01-01 00:00+00' + i * interval '11 minutes'
     from generate_series(1, 51000) i`,
  ],
  [
    'collections',
    `insert into collections (name, slug) select 'Collection ' || i, 'collection-' || i from generate_series(1, 40) i;
     insert into collection_products (collection_id, product_id)
     select 1 + (p * 7 + k * 3) % 40, p from generate_series(1, 500) p, generate_series(1, 5) k`,
  ],
  ['vacuum', 'vacuum (freeze, analyze)'],
  ['checkpoint', 'checkpoint'],
  ['settings', 'reset session_replication_role; reset synchronous_commit'],
]

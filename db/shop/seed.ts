import { getTableName, sql, type SQL } from 'drizzle-orm'
import type { Database } from '@/admin'
import { categories, collectionProducts, collections, customers, orderItems, orders, products, reviews } from './schema'
import {
  categoryTree,
  cities,
  collectionNames,
  firstNames,
  lastNames,
  looks,
  praise,
  sentences,
  type DemoCategory,
} from './seed-words'

/** The number of rows in the larger tables; an order has about two and a half items. */
export const demoCounts = { customers: 5_000, products: 800, orders: 12_000, reviews: 4_000 }

/** Nothing in the demo is newer, so that it is the same on every day. */
const lastDay = sql`timestamptz '2026-06-30 18:00:00+00'`

/** A number evenly distributed from 0 to below `below`, always the same for a given row and purpose. */
function pick(row: SQL, purpose: string, below: number | SQL): SQL {
  const hash = sql`('x' || substr(md5(${row}::text || ${sql.raw(`':${purpose}'`)}), 1, 7))::bit(28)::int`
  return typeof below === 'number' ? sql`(${hash} % ${sql.raw(String(below))})` : sql`(${hash} % ${below})`
}

function words(list: readonly string[]): SQL {
  const quoted = list.map((word) => `'${word.replaceAll("'", "''")}'`)
  return sql.raw(`(array[${quoted.join(', ')}])`)
}

function pickWord(list: readonly string[], row: SQL, purpose: string): SQL {
  return sql`${words(list)}[1 + ${pick(row, purpose, list.length)}]`
}

/**
 * Loads the demo shop: about 53,000 rows in a few seconds, the same on every machine. Does nothing if there are
 * customers.
 */
export async function seedShop(db: Database): Promise<void> {
  await db.transaction(async (tx) => {
    const present = await tx.select({ id: customers.id }).from(customers).limit(1)
    if (present.length > 0) return
    await tx.execute(sql`set local statement_timeout = 0`)
    await seedCustomers(tx)
    const leaves = await seedCategories(tx)
    await seedProducts(tx, leaves)
    await seedCollections(tx)
    await seedOrders(tx)
    await seedReviews(tx)
    for (const table of [customers, categories, products, collections, orders]) {
      const name = getTableName(table)
      await tx.execute(sql`select setval(pg_get_serial_sequence(${name}, 'id'), (select max(id) from ${table}))`)
    }
    // So that estimates are correct from the first page on.
    for (const table of [
      customers,
      categories,
      products,
      collections,
      collectionProducts,
      orders,
      orderItems,
      reviews,
    ]) {
      await tx.execute(sql`analyze ${table}`)
    }
  })
}

async function seedCustomers(db: Database): Promise<void> {
  const n = sql`n`
  const city = sql`1 + ${pick(n, 'city', cities.length)}`
  const first = pickWord(firstNames, n, 'first')
  const last = pickWord(lastNames, n, 'last')
  await db.execute(sql`
    insert into ${customers} (id, name, email, phone, tier, country, city, birthday, loyalty_points, newsletter, notes, created_at)
    select n, first || ' ' || last, lower(first || '.' || last) || n || '@example.com',
      case when ${pick(n, 'phone', 5)} > 0
        then ${words(cities.map(([, , prefix]) => prefix))}[city] || ' ' || (100000 + ${pick(n, 'number', 900000)}) end,
      (case when ${pick(n, 'tier', 20)} = 0 then 'gold' when ${pick(n, 'tier', 20)} < 5 then 'silver' else 'standard' end)::customer_tier,
      ${words(cities.map(([, country]) => country))}[city],
      ${words(cities.map(([name]) => name))}[city],
      case when ${pick(n, 'birthday', 3)} > 0 then date '1945-01-01' + ${pick(n, 'born', 22000)} end,
      case when ${pick(n, 'points', 4)} = 0 then 0 else ${pick(n, 'points', 5000)} end,
      case ${pick(n, 'newsletter', 3)} when 0 then true when 1 then false end,
      case when ${pick(n, 'notes', 12)} = 0 then ${pickWord(sentences, n, 'a')} || E'\n' || ${pickWord(sentences, n, 'b')} end,
      ${lastDay} - (${sql.raw(String(demoCounts.customers))} - n) * interval '730 days' / ${sql.raw(String(demoCounts.customers))}
        - ${pick(n, 'second', 9000)} * interval '1 second'
    from (
      select n, ${first} as first, ${last} as last, ${city} as city
      from generate_series(1, ${sql.raw(String(demoCounts.customers))}) as n
    ) as people`)
}

interface Leaf {
  id: number
  prefix: string
  goods: readonly string[]
  fromPrice: number
}

async function seedCategories(db: Database): Promise<Leaf[]> {
  const rows: (typeof categories.$inferInsert)[] = []
  const leaves: Leaf[] = []
  const add = (list: readonly DemoCategory[], parentId: number | null): void => {
    for (const [position, { name, children = [], goods, fromPrice = 10 }] of list.entries()) {
      const id = rows.length + 1
      const description = parentId === null ? `Everything for the ${name.toLowerCase()} department.` : null
      rows.push({ id, parentId, name, slug: slugOf(name), description, position: position + 1 })
      if (goods) leaves.push({ id, prefix: name.slice(0, 3).toUpperCase(), goods, fromPrice })
      add(children, id)
    }
  }
  add(categoryTree, null)
  await db.insert(categories).values(rows)
  return leaves
}

function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

const tags = ['new', 'sale', 'handmade', 'recycled', 'gift', 'limited', 'bestseller', 'outlet']

async function seedProducts(db: Database, leaves: readonly Leaf[]): Promise<void> {
  const rows = Array.from({ length: demoCounts.products }, (_, index) => productNames(index, leaves))
  const n = sql`n`
  await db.execute(sql`
    insert into ${products} (id, name, slug, sku, category_id, status, price, cost, stock, weight_kg, tags, attributes, description, created_at, updated_at)
    select n, name, slug, sku, category_id,
      (case when ${pick(n, 'status', 20)} < 2 then 'draft' when ${pick(n, 'status', 20)} < 5 then 'archived' else 'active' end)::product_status,
      price, case when ${pick(n, 'cost', 9)} > 0 then round(price * 0.55, 2) end,
      case when ${pick(n, 'stock', 8)} = 0 then 0 else ${pick(n, 'stock', 240)} end,
      case when ${pick(n, 'weight', 6)} > 0 then round((100 + ${pick(n, 'weight', 30000)}) / 1000.0, 3) end,
      ${words(tags)}[1 + ${pick(n, 'tag', tags.length)}:${pick(n, 'tag', tags.length)} + ${pick(n, 'tags', 4)}],
      jsonb_build_object('colour', ${pickWord(['natural', 'black', 'white', 'green', 'blue', 'red'], n, 'colour')},
        'warranty_years', ${pick(n, 'warranty', 5)},
        'size', jsonb_build_object('width_cm', 10 + ${pick(n, 'width', 190)}, 'height_cm', 5 + ${pick(n, 'height', 200)})),
      case when ${pick(n, 'described', 10)} > 0
        then ${pickWord(sentences, n, 'c')} || ' ' || ${pickWord(sentences, n, 'd')} || E'\n\n' || ${pickWord(sentences, n, 'e')} end,
      created_at, created_at + ${pick(n, 'updated', 20)} * interval '1 day 03:07:11'
    from (
      select *, ${lastDay} - interval '20 days' - (${sql.raw(String(demoCounts.products))} - n) * interval '21 hours' as created_at
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
        as row(n int, name text, slug text, sku text, category_id int, price numeric(10, 2))
    ) as goods`)
}

async function seedCollections(db: Database): Promise<void> {
  const rows = collectionNames.map(([name, published, every], index) => ({
    id: index + 1,
    name,
    slug: slugOf(name),
    published,
    every,
  }))
  const given = sql`jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as row(id int, name text, slug text, published boolean, every int)`
  await db.execute(
    sql`insert into ${collections} (id, name, slug, published) select id, name, slug, published from ${given}`,
  )
  await db.execute(sql`
    insert into ${collectionProducts} (collection_id, product_id)
    select row.id, product.id from ${given} cross join ${products} product
    where ${pick(sql`(row.id * 1000 + product.id)`, 'collection', sql`row.every`)} = 0`)
}

function productNames(index: number, leaves: readonly Leaf[]): Record<string, string | number> {
  const leafIndex = index % leaves.length
  const leaf = leaves[leafIndex] ?? { id: 1, prefix: 'ANY', goods: ['thing'], fromPrice: 10 }
  const turn = Math.floor(index / leaves.length)
  const goods = leaf.goods[turn % leaf.goods.length] ?? ''
  const look = looks[(leafIndex * 5 + Math.floor(turn / leaf.goods.length)) % looks.length] ?? ''
  const name = `${look} ${goods}`
  const price = leaf.fromPrice * (1 + ((index * 37) % 100) / 33)
  return {
    n: index + 1,
    name,
    slug: slugOf(name),
    sku: `${leaf.prefix}-${String(index + 1).padStart(5, '0')}`,
    category_id: leaf.id,
    price: (Math.floor(price) + 0.95).toFixed(2),
  }
}

async function seedOrders(db: Database): Promise<void> {
  const o = sql`o`
  const line = sql`(o || '/' || line)`
  const count = sql.raw(String(demoCounts.orders))
  await db.execute(sql`
    create temporary table seed_items on commit drop as
    select o as order_id, p.id as product_id, (1 + ${pick(line, 'quantity', 4)}) as quantity, p.price as unit_price,
      case when ${pick(line, 'discount', 9)} = 0 then 5.00 * (1 + ${pick(line, 'percent', 6)}) end as discount_percent,
      case when ${pick(line, 'gift', 40)} = 0 then ${pickWord(['Happy birthday', 'With love', 'Get well soon'], line, 'note')} end as gift_note
    from generate_series(1, ${count}) as o
    cross join lateral generate_series(0, ${pick(o, 'lines', 4)}) as line
    join ${products} as p on p.id = 1 + (${pick(o, 'product', demoCounts.products)} + line * 131) % ${sql.raw(String(demoCounts.products))}`)
  await db.execute(sql`
    insert into ${orders} (id, customer_id, status, total, shipping_address, tracking_code, paid_at, delivered_on, comment, created_at)
    select o, customer.id, status::order_status,
      total,
      case when ${pick(o, 'address', 7)} > 0 then jsonb_build_object('street', ${pickWord(['Station Road', 'Mill Lane', 'Harbour Street', 'Park Row', 'Church Hill'], o, 'street')}
        || ' ' || (1 + ${pick(o, 'house', 180)}), 'city', customer.city, 'country', customer.country) end,
      case when status in ('shipped', 'delivered') then 'TRK' || lpad((o * 7919)::text, 10, '0') end,
      case when status not in ('pending', 'cancelled') then placed.created_at + (1 + ${pick(o, 'paid', 5000)}) * interval '1 minute' end,
      case when status = 'delivered' then (placed.created_at at time zone 'UTC')::date + 5 + ${pick(o, 'days', 6)} end,
      case when ${pick(o, 'comment', 15)} = 0 then ${pickWord(['Leave it with the neighbour.', 'Ring twice.', 'No substitute, refund what is missing.'], o, 'say')} end,
      placed.created_at
    from (
      select o, case
          when o > ${count} - 200 then ${pickWord(['pending', 'paid', 'pending', 'paid', 'shipped'], o, 'new')}
          when o > ${count} - 600 then ${pickWord(['paid', 'shipped', 'shipped', 'delivered'], o, 'recent')}
          else ${pickWord([...Array.from({ length: 17 }, () => 'delivered'), 'cancelled', 'cancelled', 'refunded'], o, 'old')}
        end as status,
        ${lastDay} - (${count} - o) * interval '700 days' / ${count} - ${pick(o, 'second', 4000)} * interval '1 second' as created_at
      from generate_series(1, ${count}) as o
    ) as placed
    join ${customers} as customer on customer.id = 1 + ${pick(o, 'customer', demoCounts.customers)}
    join (
      select order_id, sum(round(quantity * unit_price * (100 - coalesce(discount_percent, 0)) / 100, 2)) as total
      from seed_items group by order_id
    ) as items on items.order_id = o`)
  await db.execute(sql`
    insert into ${orderItems} (order_id, product_id, quantity, unit_price, discount_percent, gift_note)
    select order_id, product_id, quantity, unit_price, discount_percent, gift_note from seed_items`)
}

async function seedReviews(db: Database): Promise<void> {
  const r = sql`r`
  const count = sql.raw(String(demoCounts.reviews))
  await db.execute(sql`
    insert into ${reviews} (id, product_id, customer_id, rating, title, body, verified, created_at)
    select md5('review ' || r)::uuid,
      1 + ${pick(r, 'product', demoCounts.products)},
      case when ${pick(r, 'gone', 25)} > 0 then r % ${sql.raw(String(demoCounts.customers))} + 1 end,
      5 - ${pick(r, 'rating', 100)} * ${pick(r, 'rating', 100)} / 2000,
      ${pickWord(praise, r, 'title')},
      case when ${pick(r, 'silent', 6)} > 0 then ${pickWord(sentences, r, 'f')} || ' ' || ${pickWord(sentences, r, 'g')} end,
      ${pick(r, 'verified', 4)} > 0,
      ${lastDay} - (${count} - r) * interval '690 days' / ${count} - ${pick(r, 'second', 12000)} * interval '1 second'
    from generate_series(1, ${count}) as r`)
}

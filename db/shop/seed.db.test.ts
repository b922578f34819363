import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { afterAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/admin/testing/database'
import { readFolder } from '@/migrate/files/folder'
import { userFolder } from '@/migrate/files/folders'
import seed from '../seed'

const databases: TestDatabase[] = []

afterAll(async () => {
  for (const database of databases) await database.drop()
})

const tables = [
  'customers',
  'delivery_addresses',
  'categories',
  'products',
  'collections',
  'collection_products',
  'orders',
  'order_items',
  'reviews',
]

async function seededShop(times: number): Promise<{ rows: number; digest: string }> {
  const database = await createTestDatabase()
  databases.push(database)
  const sql = postgres(database.url, { max: 1, onnotice: () => undefined })
  try {
    for (const { statements } of readFolder(userFolder().folder)) {
      for (const statement of statements) await sql.unsafe(statement)
    }
    for (let time = 0; time < times; time += 1) await seed(drizzle<Record<string, unknown>>(sql))
    const parts = tables.map((table) => `select md5(t::text) as line from ${table} t`).join(' union all ')
    const [row] = await sql.unsafe<{ rows: number; digest: string }[]>(
      `select count(*)::int as rows, md5(string_agg(line, '' order by line)) as digest from (${parts}) as lines`,
    )
    if (!row) throw new Error('A count has one row.')
    await sql.unsafe(
      `insert into customers (name, email, country, city) values ('New', 'new@example.com', 'DE', 'Berlin')`,
    )
    return row
  } finally {
    await sql.end({ timeout: 5 })
  }
}

it('fills the demo shop with more than 50,000 rows, the same on every machine, once however often it runs', async () => {
  const first = await seededShop(1)
  const second = await seededShop(2)

  expect(first.rows).toBeGreaterThan(50_000)
  expect(second).toEqual(first)
})

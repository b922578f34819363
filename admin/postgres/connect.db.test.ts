import { sql } from 'drizzle-orm'
import { pgTable, text } from 'drizzle-orm/pg-core'
import { expect, onTestFinished } from 'vitest'
import { test } from '../testing/kit/site-test'
import { connectDatabase } from './connect'

test('values have the same text whatever the settings of the database', async ({ url, client }) => {
  const name = new URL(url).pathname.slice(1)
  await client.unsafe(
    `alter database ${name} set timezone to 'Asia/Tokyo'; alter database ${name} set datestyle to 'German';
     alter database ${name} set intervalstyle to 'iso_8601'; alter database ${name} set bytea_output to 'escape';
     alter database ${name} set extra_float_digits to '-3'`,
  )
  const { db, close } = connectDatabase(url, { max: 1 })
  onTestFinished(async () => {
    await close()
    await client.unsafe(`alter database ${name} reset all`)
  })

  expect([
    ...(await db.execute(
      sql`select '2026-01-02 03:04:05+00'::timestamptz::text as moment, '1 day'::interval::text as span,
        '\\x00ff'::bytea::text as bytes, (0.1::float8 + 0.2)::text as number`,
    )),
  ]).toEqual([{ moment: '2026-01-02 03:04:05+00', span: '1 day', bytes: '\\x00ff', number: '0.30000000000000004' }])
})

test('a database over another client keeps the casing that it was given', async ({ url }) => {
  const client = connectDatabase(url, { max: 1, drizzle: { casing: 'snake_case' } })
  onTestFinished(() => client.close())
  const people = pgTable('people', { lastName: text() })

  for (const db of [client.db, client.databaseOver(client.patient)])
    expect(db.select({ value: people.lastName }).from(people).toSQL().sql).toContain('"last_name"')
})

test('a repeated statement is prepared, in transactions and savepoints too, and one sent once is not', async ({
  url,
}) => {
  const { db, close } = connectDatabase(url, { max: 1 })
  onTestFinished(() => close())
  const send = (to: Pick<typeof db, 'execute'>, name: string) =>
    to.execute(sql`select ${1}::int as ${sql.identifier(name)}`)

  for (let round = 0; round < 2; round++) {
    await send(db, 'plain')
    await db.transaction(async (tx) => {
      await send(tx, 'inside')
      await tx.transaction((savepoint) => send(savepoint, 'deeper'))
    })
  }
  await send(db, 'once')

  const prepared = await db.execute<{ name: string }>(
    sql`select substring(statement from 'as "(\\w+)"') as name from pg_prepared_statements where statement like 'select $1::int%' order by 1`,
  )
  expect(prepared.map(({ name }) => name)).toEqual(['deeper', 'inside', 'plain'])
})

test('a client without a URL fails with instructions when it is used, not before', async () => {
  const { db } = connectDatabase(undefined)

  await expect(db.execute(sql`select 1`)).rejects.toMatchObject({
    cause: { message: 'DATABASE_URL is not set. Start with `npx brolly start`, or set it.' },
  })
})

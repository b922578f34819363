import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import {
  CheckViolation,
  DatabaseError,
  databaseErrorOf,
  DataError,
  ExclusionViolation,
  ForeignKeyViolation,
  IntegrityError,
  NotNullViolation,
  StatementTimeout,
  UniqueViolation,
  withTypedErrors,
} from '@/admin'
import { siteTest } from '../testing/kit/site-test'

const test = siteTest({
  schema: {},
  tables: `create table parents (id int primary key, name text not null unique);
    create table children (id int primary key, parent_id int references parents (id), size int check (size > 0), span int4range,
      exclude using gist (span with &&));`,
  rows: `insert into parents values (1, 'One'); insert into children values (1, 1, 1, '[1,5)')`,
})

describe('every refusal of PostgreSQL has a kind', () => {
  test.for([
    ["insert into parents values (2, 'One')", UniqueViolation, 'parents_name_key'],
    ['insert into children values (2, 9, 1, null)', ForeignKeyViolation, 'children_parent_id_fkey'],
    ['insert into parents values (2, null)', NotNullViolation, null],
    ['insert into children values (2, 1, 0, null)', CheckViolation, 'children_size_check'],
    ["insert into children values (2, 1, 1, '[2,3)')", ExclusionViolation, 'children_span_excl'],
    ["select 'x'::int", DataError, null],
    ['select pg_sleep(5)', StatementTimeout, null],
    ['select * from nowhere', DatabaseError, null],
  ] as const)('%s', async ([statement, kind, constraint], { db }) => {
    const refused = withTypedErrors(() =>
      db.transaction(async (tx) => {
        await tx.execute(sql`set local statement_timeout = 50`)
        await tx.execute(sql.raw(statement))
      }),
    )

    const error: unknown = await refused.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(kind)
    expect(error).toMatchObject({ constraint })
    // No value of a row, no statement.
    expect(String(error)).not.toMatch(/One|nowhere|insert/)
  })
})

test('kinds of constraints are one family, and other failures are none of it', async ({ db }) => {
  const error = await withTypedErrors(() => db.execute(sql`insert into parents values (1, 'Two')`)).catch(
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(IntegrityError)
  expect(error).toMatchObject({ name: 'UniqueViolation', code: '23505', table: 'parents' })
  expect(databaseErrorOf(new TypeError('not of the database'))).toBeUndefined()
  await expect(withTypedErrors(() => Promise.reject(new TypeError('mine')))).rejects.toThrow(TypeError)
})

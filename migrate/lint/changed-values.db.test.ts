import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/admin/testing/database'
import { changeColumnTypes } from '../generate/column-types'
import { quoteName } from '../files/names'
import type { Snapshot, TableSnapshot } from '../files/snapshot'
import { gravest } from './finding'
import { lintMigration } from './lint'

let database: TestDatabase
let sql: postgres.Sql
const name = 'the "value"'
const column = quoteName(name)

beforeAll(async () => {
  database = await createTestDatabase({ empty: true })
  sql = postgres(database.url, { max: 1, onnotice: () => undefined, connection: { TimeZone: 'UTC' } })
})

afterAll(async () => {
  await sql.end()
  await database.drop()
})

test.each([
  ['json', 'text[]', '["a","b,c"]', '{a,"b,c"}'],
  ['jsonb', 'integer[]', '[1, 2, null]', '{1,2,NULL}'],
  ['json', 'date', '"2024-05-06"', '2024-05-06'],
  ['integer[]', 'jsonb', '{1,NULL}', '[1, null]'],
  ['text[]', 'json', '{"it\'s","a,b"}', `["it's","a,b"]`],
  ['date', 'jsonb', '2024-05-06', '"2024-05-06"'],
  ['boolean[]', 'integer[]', '{t,f,NULL}', '{1,0,NULL}'],
  ['real', 'numeric', '1.2345678', '1.2345678'],
  ['real[]', 'numeric[]', '{1.2345678}', '{1.2345678}'],
  ['double precision', 'numeric', '0.12345678901234566', '0.12345678901234566'],
  ['integer', 'integer[]', '5', '{5}'],
  ['boolean', 'integer[]', 'true', '{1}'],
  ['text[]', 'text', '{a,"b,c"}', '{a,"b,c"}'],
  ['text', 'text[]', '{a,"b,c"}', '{a,"b,c"}'],
  ['text', 'text[]', 'a', '{a}'],
])('%s to %s: %s becomes %s', async (...[from, to, value, expected]) => {
  await makeOne(from, [value])
  for (const statement of statementsFor(from, to)) await sql.unsafe(statement)

  expect(await valuesOf()).toEqual([expected, null])
})

test.each([
  ['timestamp (6)', 'timestamp (0)', ['2024-05-06 07:08:09.5', '2024-05-06 07:08:09'], 1],
  ['bigint', 'double precision', ['9007199254740993', '4', '5'], 1],
  ['real', 'numeric(10, 1)', ['1.25', '1.5'], 1],
  ['integer[]', 'integer', ['{1,2}', '{3}', '{}'], 2],
  ['text', 'integer', ['007', '7', '8'], 1],
  ['inet', 'cidr', ['10.1.2.3/8', '10.0.0.0/8'], 1],
  ['varchar(10)', 'varchar(3)', ['abc    ', 'abc'], 1],
  ['json', 'text[]', ['["a"]', '[1]', '[null]'], 1],
])('%s to %s asks about %j: %i of them, though the column is renamed before', async (...[from, to, values, lost]) => {
  await makeOne(from, values, 'old')
  const rename = `alter table one rename column old to ${column}`

  const findings = await lintMigration(sql, { statements: [rename, ...statementsFor(from, to)] })

  expect(findings.find(({ rule }) => rule === 'lint.narrowing-column-type')).toMatchObject({
    class: 'loses-data',
    lost,
  })
})

test.each([
  ['uuid', 'jsonb', ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11']],
  ['date', 'json', ['2024-05-06', '0044-03-15 BC']],
  ['inet', 'jsonb', ['10.1.2.3/8', '::1/128']],
  ['real', 'numeric', ['1.2345678', 'NaN']],
  ['real', 'jsonb', ['1.2345678', 'NaN']],
  ['integer', 'text[]', ['5', '-1']],
  ['boolean', 'integer[]', ['true', 'false']],
  ['boolean[]', 'integer[]', ['{t,f,NULL}', '{}']],
  ['text[]', 'text', ['{a,"b,c"}', '{}']],
  ['text[]', 'jsonb', [String.raw`{"a\"b",NULL,"{}"}`, '{}']],
])('%s to %s is restored without a question: %j', async (...[from, to, values]) => {
  await makeOne(from, values)
  const stored = await valuesOf()

  const findings = await lintMigration(sql, { statements: statementsFor(from, to) })
  for (const statement of [...statementsFor(from, to), ...statementsFor(to, from)]) await sql.unsafe(statement)

  expect(gravest(findings)).not.toBe('loses-data')
  expect(await valuesOf()).toEqual(stored)
  expect(stored.at(-1)).toBeNull()
})

test('a list of texts that are too long for the new type is refused, not cut', async () => {
  await makeOne('text', ['abcdef'])

  await expect(sql.unsafe(statementsFor('text', 'varchar(3)[]').join('\n'))).rejects.toThrow('value too long')
})

test('a custom expression is questioned unless every value can be restored', async () => {
  await sql.unsafe(
    'drop table if exists own; create table own (a integer, b text); insert into own values (0, $$x$$), (7, $$y$$)',
  )
  const lostBy = async (statement: string) =>
    (await lintMigration(sql, { statements: [statement] })).find(({ rule }) => rule === 'lint.narrowing-column-type')

  expect(await lostBy('alter table own alter a type bigint using 0')).toMatchObject({ class: 'loses-data', lost: 1 })
  expect(await lostBy('alter table own alter b type varchar(1) using left(b, 1)')).toMatchObject({
    class: 'safe',
    lost: 0,
  })
  expect(await lostBy('alter table own alter a type bigint')).toBeUndefined()
})

/** The values of the column as text, in their order. */
async function valuesOf(): Promise<(string | null)[]> {
  const rows = await sql.unsafe<{ value: string | null }[]>(`select ${column}::text as value from one order by n`)
  return rows.map(({ value }) => value)
}

async function makeOne(type: string, values: readonly string[], named = column): Promise<void> {
  await sql.unsafe(
    `drop table if exists one; create table one (n integer generated always as identity, ${named} ${type})`,
  )
  for (const value of [...values, null])
    await sql.unsafe(`insert into one (${named}) values ($1::text::${type})`, [value])
}

function statementsFor(from: string, to: string): readonly string[] {
  return changeColumnTypes(snapshotOf(from), snapshotOf(to)).statements
}

function snapshotOf(type: string): Snapshot {
  const only: TableSnapshot = {
    name: 'one',
    schema: '',
    columns: { [name]: { name, type, primaryKey: false, notNull: false } },
    indexes: {},
    foreignKeys: {},
    compositePrimaryKeys: {},
    uniqueConstraints: {},
    checkConstraints: {},
    policies: {},
    isRLSEnabled: false,
  }
  return {
    id: '',
    prevId: '',
    version: '7',
    dialect: 'postgresql',
    tables: { 'public.one': only },
    enums: {},
    schemas: {},
    sequences: {},
    views: {},
    roles: {},
    policies: {},
  }
}

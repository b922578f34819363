import { columnTypes } from '../fields/registry'
import { sql } from 'drizzle-orm'
import {
  bigint,
  bigserial,
  bit,
  boolean,
  char,
  cidr,
  customType,
  date,
  doublePrecision,
  foreignKey,
  geometry,
  halfvec,
  index,
  inet,
  integer,
  interval,
  json,
  jsonb,
  line,
  macaddr,
  macaddr8,
  numeric,
  pgEnum,
  pgMaterializedView,
  pgSchema,
  pgTable,
  pgView,
  point,
  primaryKey,
  real,
  serial,
  smallint,
  smallserial,
  text,
  time,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
  varchar,
  vector,
  type PgColumnBuilderBase,
} from 'drizzle-orm/pg-core'
import { describe, expect, test } from 'vitest'
import type { SchemaModel, TableModel } from './model'
import { readSchema } from './read-schema'

const mood = pgEnum('mood', ['sad', 'fine'])
const crm = pgSchema('crm')
const crmMood = crm.enum('Mood', ['a', 'b'])
const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' })
const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' })
const sealed = customType<{ data: string }>({ dataType: () => 'text', toDriver: (value) => value, fromDriver: String })
const cents = customType<{ data: number; driverData: string }>({
  dataType: () => 'numeric(12, 2)',
  fromDriver: (value) => Number(value) * 100,
})

function tableOf(exports: Record<string, unknown>, name: string): TableModel {
  const table = readSchema(exports, { types: columnTypes }).tables.find(({ exportName }) => exportName === name)
  if (!table) throw new Error(`There is no ${name}.`)
  return table
}

function columnOf(builder: PgColumnBuilderBase) {
  const [column] = tableOf({ t: pgTable('t', { value: builder }) }, 't').columns
  if (!column) throw new Error('The table has no column.')
  return column
}

test.each([
  [smallint(), 'int2', 'integer'],
  [integer(), 'int4', 'integer'],
  [bigint({ mode: 'number' }), 'int8', 'integer'],
  [bigint({ mode: 'bigint' }), 'int8', 'integer'],
  [smallserial(), 'int2', 'integer'],
  [serial(), 'int4', 'integer'],
  [bigserial({ mode: 'bigint' }), 'int8', 'integer'],
  [numeric(), 'numeric', 'decimal'],
  [numeric({ precision: 10, scale: 2 }), 'numeric', 'decimal'],
  [real(), 'float4', 'float'],
  [doublePrecision(), 'float8', 'float'],
  [boolean(), 'bool', 'boolean'],
  [char({ length: 3 }), 'bpchar', 'text'],
  [varchar({ length: 40 }), 'varchar', 'text'],
  [varchar(), 'varchar', 'text'],
  [text(), 'text', 'text'],
  [uuid(), 'uuid', 'uuid'],
  [date(), 'date', 'date'],
  [date({ mode: 'date' }), 'date', 'date'],
  [time(), 'time', 'time'],
  [time({ withTimezone: true, precision: 3 }), 'timetz', 'time'],
  [timestamp(), 'timestamp', 'timestamp'],
  [timestamp({ withTimezone: true, mode: 'string', precision: 3 }), 'timestamptz', 'timestamp'],
  [interval(), 'interval', 'interval'],
  [interval({ fields: 'day to second', precision: 3 }), 'interval', 'interval'],
  [json(), 'json', 'json'],
  [jsonb(), 'jsonb', 'json'],
  [mood(), 'enum', 'choice'],
  [crmMood(), 'enum', 'choice'],
  [bytes(), 'bytea', 'binary'],
  [inet(), 'inet', 'inet'],
  [cidr(), 'cidr', 'inet'],
  [macaddr(), 'macaddr', 'inet'],
  [macaddr8(), 'macaddr8', 'inet'],
  [point(), 'point', 'geometry'],
  [line(), 'line', 'geometry'],
  [geometry({ type: 'point', mode: 'tuple', srid: 4326 }), 'geometry', 'geometry'],
  [vector({ dimensions: 3 }), 'vector', 'vector'],
  [halfvec({ dimensions: 3 }), 'halfvec', 'vector'],
  [bit({ dimensions: 3 }), 'bit', 'bits'],
  [tsvector(), 'tsvector', 'tsvector'],
  [cents(), 'numeric', 'decimal'],
  [sealed(), 'text', 'custom'],
  [text().array(), 'text', 'array'],
  [integer().array().array(), 'int4', 'array'],
  [mood().array(), 'enum', 'array'],
] as const)('a column %#: %o is %s, shown as %s', (builder, baseType, kind) => {
  expect(columnOf(builder)).toMatchObject({ baseType, type: { kind } })
})

test('lengths, precisions, dimensions and casts', () => {
  expect(columnOf(varchar({ length: 40 }))).toMatchObject({ length: 40, castType: 'varchar' })
  expect(columnOf(numeric({ precision: 38, scale: 18 }))).toMatchObject({
    precision: 38,
    scale: 18,
    castType: 'numeric',
  })
  expect(columnOf(integer().array().array())).toMatchObject({ dimensions: 2, castType: 'int4[]' })
  expect(columnOf(crmMood())).toMatchObject({ castType: '"crm"."Mood"', enumValues: ['a', 'b'] })
  expect(columnOf(crmMood().array())).toMatchObject({ castType: '"crm"."Mood"[]', dimensions: 1 })
})

test('defaults, sequences, generated columns and values filled in by code', () => {
  expect(columnOf(integer().default(3))).toMatchObject({ defaultKind: 'literal', defaultText: '3' })
  expect(columnOf(bigint({ mode: 'bigint' }).default(9007199254740993n))).toMatchObject({
    defaultText: '9007199254740993',
  })
  expect(columnOf(timestamp().defaultNow())).toMatchObject({ defaultKind: 'sql', defaultText: 'now()' })
  expect(columnOf(uuid().defaultRandom())).toMatchObject({ defaultKind: 'sql' })
  expect(columnOf(text().$defaultFn(() => 'x'))).toMatchObject({ defaultKind: 'function', onUpdate: false })
  expect(columnOf(text().$onUpdate(() => 'x'))).toMatchObject({ onUpdate: true })
  expect(columnOf(serial())).toMatchObject({ sequence: 'serial' })
  expect(columnOf(integer().generatedAlwaysAsIdentity())).toMatchObject({ sequence: 'identity always' })
  expect(columnOf(integer().generatedByDefaultAsIdentity())).toMatchObject({ sequence: 'identity by default' })
  expect(columnOf(integer().generatedAlwaysAs(sql`1 + 1`))).toMatchObject({ generated: true })
})

describe('a key', () => {
  const keyOf = (table: TableModel) => table.key.map((column) => column.name)
  const id = { id: integer('id').primaryKey() }

  test('is the primary key of any shape, else the shortest sound unique index', () => {
    const two = { a: integer('a').notNull(), b: text('b').notNull(), c: text('c') }

    expect(keyOf(tableOf({ t: pgTable('t', id) }, 't'))).toEqual(['id'])
    expect(keyOf(tableOf({ t: pgTable('t', two, (t) => [primaryKey({ columns: [t.b, t.a] })]) }, 't'))).toEqual([
      'b',
      'a',
    ])
    expect(
      keyOf(tableOf({ t: pgTable('t', two, (t) => [unique().on(t.a, t.b), uniqueIndex().on(t.b)]) }, 't')),
    ).toEqual(['b'])
    expect(
      keyOf(
        tableOf(
          {
            t: pgTable('t', two, (t) => [
              unique().on(t.c),
              uniqueIndex()
                .on(t.a)
                .where(sql`true`),
            ]),
          },
          't',
        ),
      ),
    ).toEqual([])
    expect(
      keyOf(tableOf({ t: pgTable('t', two, (t) => [uniqueIndex().on(sql`lower(${t.b})`), index().on(t.a)]) }, 't')),
    ).toEqual([])
  })

  test('SEC-047: is a secret only where there is no other', () => {
    const sessions = { sessionToken: text('session_token').primaryKey(), userId: integer('user_id').notNull() }

    expect(keyOf(tableOf({ t: pgTable('sessions', sessions) }, 't'))).toEqual(['session_token'])
    expect(keyOf(tableOf({ t: pgTable('sessions', sessions, (t) => [unique().on(t.userId)]) }, 't'))).toEqual([
      'user_id',
    ])
  })
})

describe('a column that refers to a secret', () => {
  const sessions = pgTable('sessions', { token: text('token').primaryKey(), userId: integer('user_id') })
  const devices = pgTable('devices', {
    session: text('session')
      .primaryKey()
      .references(() => sessions.token),
    owner: integer('owner').notNull().unique(),
  })
  const visits = pgTable('visits', {
    id: integer('id').primaryKey(),
    device: text('device').references(() => devices.session),
  })
  // The order of the exports must not matter: the last refers to the first through the second.
  const exports = { visits, devices, sessions }
  const secretsOf = (model: SchemaModel) =>
    model.tables.flatMap((table) =>
      table.columns.filter((column) => column.secret).map((column) => `${table.name}.${column.name}`),
    )

  test('SEC-047: is a secret too, however far away, and no key where there is another', () => {
    const model = readSchema(exports, { types: columnTypes })

    expect(secretsOf(model)).toEqual(['visits.device', 'devices.session', 'sessions.token'])
    const device = model.byPath('visits')?.columns.find((column) => column.name === 'device')
    expect([device?.type.kind, device?.link]).toEqual(['secret', null])
    expect(model.byPath('devices')?.key.map((column) => column.name)).toEqual(['owner'])
    expect(model.byPath('visits')?.key.map((column) => column.name)).toEqual(['id'])
  })

  test('has no picker, and neither have the columns that refer together with it', () => {
    const parts = { token: text('token').notNull(), project: integer('project').notNull() }
    const grants = pgTable('grants', parts, (t) => [primaryKey({ columns: [t.token, t.project] })])
    const uses = pgTable('uses', parts, (t) => [
      foreignKey({ columns: [t.token, t.project], foreignColumns: [grants.token, grants.project] }),
    ])

    expect(tableOf({ grants, uses }, 'uses').columns.map((column) => column.link)).toEqual([null, null])
  })

  test('is shown where it, or the column it refers to, is declared not secret', () => {
    const declared = (source: unknown, secrets: Record<string, boolean>) =>
      readSchema(exports, { types: columnTypes, declared: (table) => (table === source ? { secrets } : undefined) })

    expect(secretsOf(declared(sessions, { token: false }))).toEqual([])
    expect(secretsOf(declared(devices, { session: false }))).toEqual(['sessions.token'])
    expect(secretsOf(declared(visits, { device: false }))).toEqual(['devices.session', 'sessions.token'])
  })
})

test('views, other schemas, casing, and exports that are not tables', () => {
  const base = pgTable('base', { id: integer().primaryKey(), fullName: text() })
  const view = pgView('seen').as((query) =>
    query.select({ id: base.id, twice: sql<number>`2 * id`.as('twice') }).from(base),
  )
  const kept = pgMaterializedView('kept', { id: integer('id') }).existing()
  const contacts = crm.table('contacts', { id: integer('id').primaryKey() })
  const model = readSchema(
    { base, again: base, view, kept, contacts, mood, crm, nothing: null, text: 'x', fn: () => 1 },
    { casing: 'snake_case', types: columnTypes },
  )

  expect(model.tables.map((table) => [table.exportName, table.path, table.kind])).toEqual([
    ['base', 'base', 'table'],
    ['view', 'seen', 'view'],
    ['kept', 'kept', 'materialized view'],
    ['contacts', 'crm.contacts', 'table'],
  ])
  expect(model.byPath('base')?.columns.map((column) => [column.key, column.name, column.label])).toEqual([
    ['id', 'id', 'ID'],
    ['fullName', 'full_name', 'Full name'],
  ])
  expect(model.byPath('seen')?.columns.map((column) => [column.name, column.type.kind])).toEqual([
    ['id', 'integer'],
    ['twice', 'fallback'],
  ])
  expect(model.byPath('seen')?.key).toEqual([])
})

import { drizzle } from 'drizzle-orm/postgres-js'
import { sql, type SQL } from 'drizzle-orm'
import { getTableConfig, pgTable, type PgColumn } from 'drizzle-orm/pg-core'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formSchemaOf, type FieldType, type FormatContext } from '../../fields/field-type'
import { castParameter } from '../../fields/operators'
import { fieldTypeOf, fieldTypes, valueTypeOf } from '../../fields/registry'
import { readColumn } from '../../schema/columns'
import type { ColumnFacts } from '../../schema/model'
import { fieldKinds } from '../../fields/field-meta'
import type { Database } from '../../postgres/database'
import { createTestDatabase, type TestDatabase } from '../database'
import { fieldSamples } from './field-samples'
import { sampleTypes, type FieldSample } from './samples/field-sample'

const contexts: FormatContext[] = [
  { timeZone: 'UTC', locale: 'en', now: new Date('2026-06-30T12:00:00Z') },
  { timeZone: 'Europe/Berlin', locale: 'de', now: new Date('2026-06-30T12:00:00Z') },
  { timeZone: 'Pacific/Kiritimati', locale: 'fr', now: new Date('2026-06-30T12:00:00Z') },
  { timeZone: 'Etc/GMT+12', locale: 'en-GB', now: new Date('2026-06-30T12:00:00Z') },
]
const utc: FormatContext = { timeZone: 'UTC', locale: 'en', now: new Date('2026-06-30T12:00:00Z') }

let database: TestDatabase
let client: postgres.Sql
let db: Database

beforeAll(async () => {
  database = await createTestDatabase({ empty: true })
  client = postgres(database.url, {
    max: 1,
    onnotice: () => undefined,
    connection: { TimeZone: 'UTC', DateStyle: 'ISO, MDY', IntervalStyle: 'postgres', bytea_output: 'hex' },
  })
  db = drizzle<Record<string, unknown>>(client)
  for (const type of sampleTypes) await client.unsafe(type)
})

afterAll(async () => {
  await client.end({ timeout: 5 })
  await database.drop()
})

/** A table with the sample's column, and its column in the model. */
async function prepare(
  sample: FieldSample,
  skip: (reason: string) => void = () => undefined,
): Promise<{ facts: ColumnFacts; type: FieldType; expression: SQL }> {
  if (sample.extension !== undefined) {
    const found = await client`select from pg_available_extensions where name = ${sample.extension}`
    if (found.length === 0) skip(`This server has no ${sample.extension}.`)
    await client.unsafe(`create extension if not exists ${sample.extension}`)
  }
  const table = pgTable('contract', { value: sample.column('value') })
  const column = getTableConfig(table).columns[0]
  if (!column) throw new Error('The table has no column.')
  // getTableConfig widens the column; it is one of a pgTable.
  const facts = {
    ...readColumn('value', column as PgColumn, { table: 'contract', casing: undefined }),
    ...sample.facts,
  }
  await client.unsafe(`drop table if exists contract`)
  await client.unsafe(`create table contract (row_number int, value ${sample.ddl ?? column.getSQLType()})`)
  return { facts, type: sample.kind === 'relation' ? fieldTypes.relation : fieldTypeOf(facts), expression: sql`value` }
}

async function write(type: FieldType, value: string, facts: ColumnFacts): Promise<void> {
  const written = type.write?.(value, facts) ?? castParameter(value, facts.castType)
  await db.execute(sql`insert into contract (row_number, value) values (1, ${written})`)
}

async function readAll(): Promise<(string | null)[]> {
  const rows = await client.unsafe<{ value: string | null }[]>(
    `select value::text as value from contract order by row_number`,
  )
  return rows.map((row) => row.value)
}

async function insertRaw(values: readonly (string | null)[]): Promise<void> {
  for (const [index, value] of values.entries()) {
    const literal = value === null ? 'null' : `'${value.replaceAll("'", "''")}'`
    await client.unsafe(`insert into contract (row_number, value) values (${index}, ${literal})`)
  }
}

describe('the field types', () => {
  it('are all tried by this suite', () => {
    const sampled = new Set(fieldSamples.map((sample) => sample.kind))

    expect(fieldKinds.filter((kind) => !sampled.has(kind))).toEqual([])
    expect(Object.keys(fieldTypes).toSorted()).toEqual([...fieldKinds].toSorted())
  })
})

describe.each(fieldSamples)('$kind: $title', (sample) => {
  it('is recognised', async ({ skip }) => {
    const { type } = await prepare(sample, skip)

    expect(type.kind).toBe(sample.kind)
  })

  it.skipIf(sample.kind === 'secret')(
    'REL-066, REL-067, REL-069, REL-071, REL-078: the text of a form, and that of an export, is saved as an equal value in every time zone',
    async ({ skip }) => {
      const { facts, type } = await prepare(sample, skip)
      await insertRaw(sample.values)
      const stored = await readAll()

      for (const context of contexts) {
        for (const value of stored) {
          if (value === null || sample.shownOnly?.includes(value) || type.editable?.(value, facts) === false) continue
          const typed = type.toForm(value, facts, context)
          if (typed === '' && !type.emptyIsValue) throw new Error(`“${value}” turns into an empty box.`)
          const parsed = type.schema(facts, context).safeParse(typed)
          expect(parsed, `${value} as ${typed}`).toMatchObject({ success: true })
          const exported = type.schema(facts, utc).safeParse(type.toExport(value, facts, context))
          const inForm = formSchemaOf(type, facts, context).safeParse(typed)
          const saved = sample.equal?.(value) ?? value
          for (const text of new Set([parsed.data, exported.data, inForm.data ?? parsed.data])) {
            await client.unsafe('delete from contract')
            await write(type, text ?? '', facts)
            expect(await readAll(), `${value} as ${typed} in ${context.timeZone}`).toEqual([saved])
          }
        }
      }
    },
  )

  it('is exported by PostgreSQL as by its type, and only texts need quotes', async ({ skip }) => {
    const { facts, type, expression } = await prepare(sample, skip)
    await insertRaw(sample.values)
    const read = type.read?.(expression, facts) ?? sql`value::text`

    for (const context of contexts) {
      const own = type.exportSql?.(sql`whole`, facts, context)
      const rows = await db.execute<{ whole: string | null; written: string | null }>(
        sql`select whole, ${own ?? sql`null`}::text as written from (select ${read} as whole from contract) c`,
      )
      for (const { whole, written } of rows) {
        if (whole === null) continue
        const text = type.toExport(whole, facts, context)
        if (!own) continue
        expect(written).toBe(text)
        if (type.formulaFree) expect(text).not.toMatch(/[",\r\n]/u)
      }
    }
  })

  it('REL-076: is shown, whole or cut, without an error', async ({ skip }) => {
    const { facts, type, expression } = await prepare(sample, skip)
    await insertRaw(sample.values)
    const read = type.readCell?.(expression, facts) ?? sql`left(value::text, 200)`
    const cells = await db.execute<{ cell: string | null; whole: string | null }>(
      sql`select ${read} as cell, ${type.read?.(expression, facts) ?? sql`value::text`} as whole from contract order by row_number`,
    )

    for (const { cell, whole } of cells) {
      if (cell === null || whole === null) continue
      for (const context of contexts) {
        const shown = type.toCell(cell, facts, context)
        expect(typeof shown === 'string' || (Array.isArray(shown) && shown.length === 2)).toBe(true)
        expect(typeof type.toText(whole, facts, context)).toBe('string')
        expect(typeof type.toText(whole.slice(0, 7), facts, context)).toBe('string')
        expect(() => type.toCell(whole.slice(0, 7), facts, context)).not.toThrow()
      }
    }
  })

  it.skipIf(!sample.accepts)('accepts what a person types', async ({ skip }) => {
    const { facts, type } = await prepare(sample, skip)

    for (const [typed, expected] of sample.accepts ?? []) {
      const parsed = formSchemaOf(type, facts, utc).safeParse(typed)
      expect(parsed, typed).toMatchObject({ success: true })
      await client.unsafe('delete from contract')
      await write(type, parsed.data ?? '', facts)
      expect(await readAll(), typed).toEqual([expected])
    }
  })

  it('REL-074: refuses what the column refuses, in words', async ({ skip }) => {
    const { facts, type } = await prepare(sample, skip)
    const schema = formSchemaOf(type, facts, utc)

    for (const [typed, message] of sample.refuses ?? []) {
      const parsed = schema.safeParse(typed)
      expect(parsed.success ? `accepted as ${parsed.data}` : parsed.error.issues[0]?.message, typed).toBe(message)
    }
    expect(schema.safeParse('a\0b').success).toBe(false)
    expect(schema.safeParse('a\ud800b').success).toBe(false)
  })

  it('SEC-123: selects with each operator what it should', async ({ skip }) => {
    const { facts, type, expression } = await prepare(sample, skip)
    await insertRaw([...sample.values, null])
    const operators = type.operators.map((operator) => operator.id)
    const expected = { ...(operators.includes('null') ? { null: nullCases(sample) } : {}), ...sample.filters }

    for (const operator of type.operators) {
      const cases = expected[operator.id]
      expect(cases, `a case for ${operator.id}`).toBeDefined()
      for (const [typed, rows] of cases ?? []) {
        const values = operator.raw ? typed : typed.map((value) => type.schema(facts, utc).parse(value))
        const found = await db.execute<{ row_number: number }>(
          sql`select row_number from contract where ${operator.where(expression, values, facts)} order by row_number`,
        )
        expect(
          found.map((row) => row.row_number),
          `${operator.id} ${typed.join()}`,
        ).toEqual(rows)
      }
    }
  })
})

const hostile = [' ', '1', '(', '{', '1,', '[', 'ab ', '1 day ', '(1,1),', '0', '\\', ':'].flatMap((part) =>
  ['', '2026-01-01 ', '[', '\\x', '(', '1'].map((start) => `${start}${part.repeat(30_000)}!`),
)

describe.each(fieldSamples)('$kind: $title', (sample) => {
  it('SEC-194: answers a huge text at once, whatever it holds', async ({ skip }) => {
    const { facts, type } = await prepare(sample, skip)
    const schemas = [type.schema(facts, utc), formSchemaOf(type, facts, utc)]

    for (const text of hostile) {
      // Processor time, which other load on the machine does not increase.
      const started = process.cpuUsage()
      for (const schema of schemas) schema.safeParse(text)
      expect(process.cpuUsage(started).user / 1000, text.slice(0, 20)).toBeLessThan(1500)
    }
  })
})

function nullCases(sample: FieldSample): [string[], number[]][] {
  const present = sample.values.flatMap((value, index) => (value === null ? [] : [index]))
  const absent = sample.values.flatMap((value, index) => (value === null ? [index] : []))
  return [
    [['true'], [...absent, sample.values.length]],
    [['1'], [...absent, sample.values.length]],
    [['false'], present],
    [['0'], present],
  ]
}

describe('a secret', () => {
  it('never leaves the database, neither for a list nor for a form', async () => {
    const sample = fieldSamples.find(({ kind }) => kind === 'secret')
    if (!sample) throw new Error('There is no sample of a secret.')
    const { facts, type, expression } = await prepare(sample)
    await insertRaw(['hunter2'])

    const rows = await db.execute(
      sql`select ${type.read?.(expression, facts)} as whole, ${type.readCell?.(expression, facts)} as cell from contract`,
    )

    expect([...rows]).toEqual([{ whole: '••••••', cell: '••••••' }])
    expect(type.toForm('hunter2', facts, utc)).toBe('')
    expect(type.operators).toEqual([])
    expect(valueTypeOf(facts).kind).toBe('text')
  })
})

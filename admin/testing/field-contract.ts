import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { sqlState } from '../errors/sql-state'
import { formSchemaOf, type FieldType, type FormatContext, type Operator } from '../fields/field-type'
import { fieldTypes } from '../fields/registry'
import { totalsOf, totalSql } from '../fields/totals'
import { databaseFailure } from '../postgres/errors'
import type { ColumnFacts } from '../schema/model'
import { type FieldCases, fieldTable, type FieldTable } from './field-table'

const contexts: FormatContext[] = [
  { timeZone: 'UTC', locale: 'en', now: new Date('2026-06-30T12:00:00Z') },
  { timeZone: 'Europe/Berlin', locale: 'de', now: new Date('2026-06-30T12:00:00Z') },
  { timeZone: 'Pacific/Kiritimati', locale: 'fr', now: new Date('2026-06-30T12:00:00Z') },
  { timeZone: 'Etc/GMT+12', locale: 'en-GB', now: new Date('2026-06-30T12:00:00Z') },
]
const utc: FormatContext = { timeZone: 'UTC', locale: 'en', now: new Date('2026-06-30T12:00:00Z') }

/** What the contract needs to know about a type under test. */
export interface Contract {
  table: FieldTable
  cases: FieldCases
  /** The type of the prepared column. */
  typeOf: (facts: ColumnFacts) => FieldType
  /** Whether an operator must have a case. Default: all. */
  needsCase?: (operator: Operator) => boolean
}

/**
 * Tests a field type of your own against a real database: that opening and saving a form changes no value, that an export can be read
 * back, that what is typed is saved or refused as given, and that its filters find what they should. Operators that are taken over
 * from the built-in type need no case.
 */
export function describeFieldType(type: FieldType, cases: FieldCases): void {
  describe(`the field type ${type.name ?? type.kind}`, () => {
    const table = fieldTable()
    const inherited: readonly Operator[] = fieldTypes[type.kind].operators
    const contract = {
      table,
      cases,
      typeOf: () => type,
      needsCase: (operator: Operator) => !inherited.includes(operator),
    }
    readsItsOwnForm(contract)
    fieldContract(contract)
  })
}

/** Every value passes through a form, and through an export, unchanged. */
export function readsItsOwnForm({ table, cases, typeOf }: Contract): void {
  it('the text of a form, and that of an export, is saved as an equal value in every time zone', async ({ skip }) => {
    const { facts } = await table.prepare(cases, skip)
    const type = typeOf(facts)
    await table.insertRaw(cases.values)
    const stored = await table.readAll()

    for (const context of contexts) {
      for (const value of stored) {
        if (value === null || cases.shownOnly?.includes(value) || type.editable?.(value, facts) === false) continue
        const typed = type.toForm(value, facts, context)
        if (typed === '' && !type.emptyIsValue) throw new Error(`“${value}” turns into an empty box.`)
        const parsed = type.schema(facts, context).safeParse(typed)
        expect(parsed, `${value} as ${typed}`).toMatchObject({ success: true })
        const exported = type.schema(facts, utc).safeParse(type.toExport(value, facts, context))
        const inForm = formSchemaOf(type, facts, context).safeParse(typed)
        const saved = cases.equal?.(value) ?? value
        for (const text of new Set([parsed.data, exported.data, inForm.data ?? parsed.data])) {
          await table.replace(text ?? '', { type, facts })
          expect(await table.readAll(), `${value} as ${typed} in ${context.timeZone}`).toEqual([saved])
        }
      }
    }
  })
}

/** What holds for every type, also for those that a form never shows. */
export function fieldContract(contract: Contract): void {
  showsValues(contract)
  totalsValues(contract)
  takesTexts(contract)
  filtersRows(contract)
}

function showsValues({ table, cases, typeOf }: Contract): void {
  it('is exported by PostgreSQL as by its type, and only texts need quotes', async ({ skip }) => {
    const { facts, expression } = await table.prepare(cases, skip)
    const type = typeOf(facts)
    await table.insertRaw(cases.values)
    const read = type.read?.(expression, facts) ?? sql`value::text`

    for (const context of contexts) {
      const own = type.exportSql?.(sql`whole`, facts, context)
      const rows = await table
        .db()
        .execute<{ whole: string | null; written: string | null }>(
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

  it('is shown, whole or cut, without an error', async ({ skip }) => {
    const { facts, expression } = await table.prepare(cases, skip)
    const type = typeOf(facts)
    await table.insertRaw(cases.values)
    const read = type.readCell?.(expression, facts) ?? sql`left(value::text, 200)`
    const cells = await table
      .db()
      .execute<{ cell: string | null; whole: string | null }>(
        sql`select ${read} as cell, ${type.read?.(expression, facts) ?? sql`value::text`} as whole from contract order by row_number`,
      )

    for (const { cell, whole } of cells) {
      if (cell === null || whole === null) continue
      for (const context of contexts) {
        const shown = type.toCell(cell, facts, context)
        expect(typeof shown === 'string' || (Array.isArray(shown) && shown.length === 2)).toBe(true)
        expect(typeof type.toText(whole, facts, context)).toBe('string')
        expect(typeof type.toText(whole.slice(0, 7), facts, context)).toBe('string')
        expect(typeof type.toReading(whole, facts, context)).toBe('string')
        expect(() => type.toCell(whole.slice(0, 7), facts, context)).not.toThrow()
      }
    }
  })
}

function takesTexts({ table, cases, typeOf }: Contract): void {
  it.skipIf(!cases.accepts)('accepts what a person types', async ({ skip }) => {
    const { facts } = await table.prepare(cases, skip)
    const type = typeOf(facts)

    for (const [typed, expected] of cases.accepts ?? []) {
      const parsed = formSchemaOf(type, facts, utc).safeParse(typed)
      expect(parsed, typed).toMatchObject({ success: true })
      await table.replace(parsed.data ?? '', { type, facts })
      expect(await table.readAll(), typed).toEqual([expected])
    }
  })

  it('refuses what the column refuses, in words', async ({ skip }) => {
    const { facts } = await table.prepare(cases, skip)
    const type = typeOf(facts)
    const schema = formSchemaOf(type, facts, utc)

    for (const [typed, message] of cases.refuses ?? []) {
      const parsed = schema.safeParse(typed)
      expect(parsed.success ? `accepted as ${parsed.data}` : parsed.error.issues[0]?.message, typed).toBe(message)
    }
    expect(schema.safeParse('a\0b').success).toBe(false)
    expect(schema.safeParse('a\ud800b').success).toBe(false)
  })

  it('answers a huge text at once, whatever it holds', async ({ skip }) => {
    const { facts } = await table.prepare(cases, skip)
    const type = typeOf(facts)
    const schemas = [type.schema(facts, utc), formSchemaOf(type, facts, utc)]

    for (const text of hostile) {
      // Processor time, which other load on the machine does not increase.
      const started = process.cpuUsage()
      for (const schema of schemas) schema.safeParse(text)
      expect(process.cpuUsage(started).user / 1000, text.slice(0, 20)).toBeLessThan(1500)
    }
  })
}

function filtersRows({ table, cases, typeOf, needsCase = () => true }: Contract): void {
  it('selects with each operator what it should', async ({ skip }) => {
    const { facts, expression } = await table.prepare(cases, skip)
    const type = typeOf(facts)
    await table.insertRaw([...cases.values, null])
    const operators = type.operators.map((operator) => operator.id)
    const expected = { ...(operators.includes('null') ? { null: nullCases(cases) } : {}), ...cases.filters }

    for (const operator of type.operators) {
      const tried = expected[operator.id]
      if (needsCase(operator)) expect(tried, `a case for ${operator.id}`).toBeDefined()
      for (const [typed, rows] of tried ?? []) {
        const values = operator.raw ? typed : typed.map((value) => type.schema(facts, utc).parse(value))
        const found = await table
          .db()
          .execute<{ row_number: number }>(
            sql`select row_number from contract where ${operator.where(expression, values, facts)} order by row_number`,
          )
        expect(
          found.map((row) => row.row_number),
          `${operator.id} ${typed.join()}`,
        ).toEqual(rows)
      }
    }
  })
}

function totalsValues({ table, cases, typeOf }: Contract): void {
  it('has only totals that PostgreSQL can compute and a list can show', async ({ skip }) => {
    const { facts, expression } = await table.prepare(cases, skip)
    const type = typeOf(facts)
    await table.insertRaw([...cases.values, null])

    for (const id of totalsOf(type, facts)) {
      const total = totalSql(id, expression, { type, column: facts })
      const rows = await table
        .db()
        .execute<{ total: string | null }>(sql`select ${total} as total from contract`)
        .catch((error: unknown) => {
          // The sum of the largest values is none of the type.
          if (beyond.has(databaseFailure(error)?.code ?? '')) return []
          throw error
        })
      for (const { total: value } of rows)
        if (value !== null) expect(() => type.toCell(value, facts, utc), `${id} ${value}`).not.toThrow()
    }
    expect(totalsOf(type, facts).includes('distinct')).toBe(type.sortable)
  })
}

const beyond = new Set<string>([sqlState.numericOutOfRange, sqlState.datetimeOutOfRange])

const hostile = [' ', '1', '(', '{', '1,', '[', 'ab ', '1 day ', '(1,1),', '0', '\\', ':'].flatMap((part) =>
  ['', '2026-01-01 ', '[', '\\x', '(', '1'].map((start) => `${start}${part.repeat(30_000)}!`),
)

function nullCases(cases: FieldCases): [string[], number[]][] {
  const present = cases.values.flatMap((value, index) => (value === null ? [] : [index]))
  const absent = cases.values.flatMap((value, index) => (value === null ? [index] : []))
  return [
    [['true'], [...absent, cases.values.length]],
    [['1'], [...absent, cases.values.length]],
    [['false'], present],
    [['0'], present],
  ]
}

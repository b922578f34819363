import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { fieldKinds } from '../../fields/field-meta'
import type { FormatContext } from '../../fields/field-type'
import { fieldTypes, valueTypeOf } from '../../fields/registry'
import { fieldContract, readsItsOwnForm } from '../field-contract'
import { fieldTable } from '../field-table'
import { fieldSamples, typeFor } from './field-samples'
import { sampleTypes } from './samples/field-sample'

const table = fieldTable(sampleTypes)

describe('the field types', () => {
  it('are all tried by this suite', () => {
    const sampled = new Set(fieldSamples.map((sample) => sample.kind))

    expect(fieldKinds.filter((kind) => !sampled.has(kind))).toEqual([])
    expect(Object.keys(fieldTypes).toSorted()).toEqual([...fieldKinds].toSorted())
  })
})

describe('REL-066, REL-067, REL-069, REL-071, REL-074, REL-076, REL-078, SEC-123, SEC-194: the contract', () => {
  describe.each(fieldSamples)('$kind: $title', (sample) => {
    const contract = { table, cases: sample, typeOf: typeFor(sample) }

    it('is recognised', async ({ skip }) => {
      const { facts } = await table.prepare(sample, skip)

      expect(contract.typeOf(facts).kind).toBe(sample.kind)
    })

    if (sample.kind !== 'secret') readsItsOwnForm(contract)
    fieldContract(contract)
  })
})

const utc: FormatContext = { timeZone: 'UTC', locale: 'en', now: new Date('2026-06-30T12:00:00Z') }

describe('a secret', () => {
  it('never leaves the database, neither for a list nor for a form', async () => {
    const sample = fieldSamples.find(({ kind }) => kind === 'secret')
    if (!sample) throw new Error('There is no sample of a secret.')
    const { facts, expression } = await table.prepare(sample)
    const type = typeFor(sample)(facts)
    await table.insertRaw(['hunter2'])

    const rows = await table
      .db()
      .execute(
        sql`select ${type.read?.(expression, facts)} as whole, ${type.readCell?.(expression, facts)} as cell from contract`,
      )

    expect([...rows]).toEqual([{ whole: '••••••', cell: '••••••' }])
    expect(type.toForm('hunter2', facts, utc)).toBe('')
    expect(type.operators).toEqual([])
    expect(valueTypeOf(facts).kind).toBe('text')
  })
})

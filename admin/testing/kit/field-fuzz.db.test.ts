import { describe, expect, it } from 'vitest'
import { formSchemaOf, type FieldType, type FormatContext } from '../../fields/field-type'
import { fieldKinds, type FieldKind } from '../../fields/field-meta'
import type { ColumnFacts } from '../../schema/model'
import { fieldTable } from '../field-table'
import { fieldSamples, typeFor } from './field-samples'
import { fuzzText, seeded } from './fuzz-texts'
import { sampleTypes, type FieldSample } from './samples/field-sample'

const textsPerKind = 2000
const now = new Date('2026-06-30T12:00:00Z')
const contexts: FormatContext[] = [
  { timeZone: 'UTC', locale: 'en-GB', now },
  { timeZone: 'Europe/Berlin', locale: 'de', now },
  { timeZone: 'America/St_Johns', locale: 'en-GB', now },
]

const table = fieldTable(sampleTypes)

interface Prepared {
  facts: ColumnFacts
  type: FieldType
  /** As PostgreSQL prints these texts once they are stored; null for one that it refuses. */
  stored(texts: readonly string[]): Promise<(string | null)[]>
}

/** A function that stores a text in a variable of the sample's type. Null if the server lacks the type. */
async function prepare(sample: FieldSample): Promise<Prepared | null> {
  if (await table.lacks(sample)) return null
  const { facts } = await table.prepare(sample)
  const client = table.client()
  await client.unsafe(`create or replace function pg_temp.stored(given text) returns text language plpgsql as $$
    declare kept contract.value%type;
    begin kept := given::${facts.castType}; return kept::text; exception when others then return null; end $$`)
  return {
    facts,
    type: typeFor(sample)(facts),
    stored: async (texts) => {
      const rows = await client.unsafe<{ stored: string | null }[]>(
        `select pg_temp.stored(given) as stored from unnest($1::text[]) with ordinality as t (given, place) order by place`,
        [texts as string[]],
      )
      return rows.map(({ stored }) => stored)
    },
  }
}

/** What a person would be surprised by, for kinds whose texts tell it without parsing them. */
const surprises: Partial<Record<FieldKind, (typed: string, stored: string) => boolean>> = {
  integer: otherDigits,
  decimal: otherDigits,
  float: otherDigits,
  // Blanks at the end do not count in a column of a fixed length.
  text: (typed, stored) => typed.trimEnd() !== stored.trimEnd(),
  date: otherYear,
  timestamp: otherYear,
}

/** The digits in their order, without zeros around them. */
function otherDigits(typed: string, stored: string): boolean {
  // Exponents and rounding to the precision of a float move digits.
  if (/e/iu.test(typed + stored) || stored.length > 8) return false
  const digits = (text: string) => text.replaceAll(/\D/gu, '').replaceAll(/^0+|0+$/gu, '')
  if (digits(stored) === '') return digits(typed) !== ''
  // Parentheses around an amount are a minus, as PostgreSQL writes it in some locales.
  return digits(typed) !== digits(stored) || /[-\u2212(]/u.test(typed) !== stored.includes('-')
}

/** A year in four digits is the year that is stored. */
function otherYear(typed: string, stored: string): boolean {
  const years = typed.match(/(?<!\d)(?:1[89]|20)\d\d(?!\d)/gu)
  // An offset may move a moment at the end of a year.
  return years !== null && !/12-31|01-01/u.test(stored) && !years.some((year) => stored.startsWith(year))
}

interface Accepted {
  typed: string
  value: string
  context: FormatContext
}

describe.each(fieldKinds.filter((kind) => kind !== 'secret' && kind !== 'custom'))('%s', (kind) => {
  it('saves a typed text as what the form then shows, or refuses it', async () => {
    const samples = fieldSamples.filter((sample) => sample.kind === kind)
    const random = seeded([...kind].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7))
    for (const sample of samples) {
      const prepared = await prepare(sample)
      if (!prepared) continue
      const { facts, type, stored } = prepared
      if (!type.writable) continue
      const accepted: Accepted[] = []
      const valid = sample.values.filter((value) => value !== null && !sample.shownOnly?.includes(value))
      const given = [
        ...(sample.accepts ?? []).map(([typed]) => typed),
        ...(sample.refuses ?? []).map(([typed]) => typed),
      ]
      for (let index = 0; index < textsPerKind / samples.length; index += 1) {
        const context = contexts[index % contexts.length] ?? { timeZone: 'UTC', locale: 'en', now }
        const typed = fuzzText(random, [...valid.map((value) => type.toForm(value ?? '', facts, context)), ...given])
        if (typed === '' && !type.emptyIsValue) continue
        const read = formSchemaOf(type, facts, context).safeParse(typed)
        if (read.success) accepted.push({ typed, value: read.data, context })
        else expect(read.error.issues[0]?.message, typed).toMatch(/\S/u)
      }
      const first = await stored(accepted.map(({ value }) => value))
      const saved = accepted.flatMap((text, index) => {
        const value = first[index] ?? null
        return value === null || (type.editable?.(value, facts) ?? true) === false ? [] : [{ ...text, stored: value }]
      })
      const again = await stored(
        saved.map(({ typed, stored: value, context }) => {
          const shown = type.toForm(value, facts, context)
          const read = formSchemaOf(type, facts, context).safeParse(shown)
          if (!read.success)
            throw new Error(`“${typed}” is stored as ${value} and shown as “${shown}”, which is refused.`)
          expect(surprises[kind]?.(typed, value) ?? false, `“${typed}” is stored as ${value}`).toBe(false)
          return read.data
        }),
      )
      expect(again, sample.title).toEqual(saved.map(({ stored: value }) => sample.equal?.(value) ?? value))
    }
  })
})

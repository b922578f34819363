import { char, text, varchar } from 'drizzle-orm/pg-core'
import { expect, it } from 'vitest'
import { describeFieldType } from '../testing/field-contract'
import { colour, country, currency, language, timeZone } from './codes'
import type { FieldType } from './field-type'

describeFieldType(country, {
  column: (name) => char(name, { length: 2 }),
  values: ['DE', 'FR', 'xx', null],
  accepts: [
    ['de', 'DE'],
    ['Germany', 'DE'],
  ],
  refuses: [['Atlantis', 'Choose a country, or type its two letters, such as DE.']],
  filters: { eq: [[['DE'], [0]]] },
})

describeFieldType(currency, {
  column: (name) => varchar(name, { length: 3 }),
  values: ['EUR', 'DEM', 'points'.slice(0, 3), null],
  accepts: [['eur', 'EUR']],
  refuses: [['Euros', 'Choose a currency, or type its three letters, such as EUR.']],
})

describeFieldType(language, {
  column: (name) => text(name),
  values: ['de', 'pt-BR', 'klingonisch', null],
  accepts: [
    ['German', 'de'],
    ['pt-BR', 'pt-BR'],
  ],
  refuses: [['Elvish!', 'Choose a language, or type its two letters, such as de.']],
})

describeFieldType(timeZone, {
  column: (name) => text(name),
  values: ['Europe/Berlin', 'UTC', 'Berlin', null],
  accepts: [['europe/berlin', 'Europe/Berlin']],
  refuses: [['Berlin', 'Choose a time zone, or type its name, such as Europe/Berlin.']],
})

describeFieldType(colour, {
  column: (name) => text(name),
  values: ['#1e90ff', 'tomato', null],
  accepts: [[' #FFF ', '#FFF']],
  refuses: [['red', 'Type a colour such as #1e90ff.']],
})

const offered = (type: FieldType) => type.meta({} as never).options?.map(({ value }) => value) ?? []

it('the countries are those of ISO 3166, without groups of them and without those of the past', () => {
  expect(offered(country).length).toBeGreaterThanOrEqual(249)
  expect(offered(country)).toEqual(expect.arrayContaining(['DE', 'GB', 'US', 'TW', 'SS']))
  for (const none of ['EU', 'UN', 'ZZ', 'SU', 'DD', 'UK']) expect(offered(country)).not.toContain(none)
  expect(offered(timeZone)).toEqual(expect.arrayContaining(['UTC', 'America/New_York']))
  expect(offered(language)).toEqual(expect.arrayContaining(['de', 'en', 'zh']))
})

it('lists show the names of countries and languages', () => {
  const context = { timeZone: 'UTC', locale: 'en', now: new Date(0) }
  expect(country.toCell('DE', {} as never, context)).toBe('Germany')
  expect(country.toCell('xx', {} as never, context)).toBe('xx')
  expect(language.toText('de', {} as never, context)).toBe('German')
})

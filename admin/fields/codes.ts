import { defineFieldType } from './define-field-type'
import type { FieldMeta } from './field-meta'
import type { FieldType } from './field-type'
import { ruledSchema } from './ruled-schema'
import * as words from '../words/codes'

type Option = NonNullable<FieldMeta['options']>[number]

/** Texts that are codes of a standard, chosen by name. */
interface Codes {
  name: string
  /** The codes with their names, in the order in which they are offered. */
  list: () => Option[]
  message: string
  /** Whether a code that is not offered is one as well. */
  allows?: (text: string) => boolean
  /** The code itself is what people read. */
  plain?: true
}

/**
 * A type for codes. What is stored is the code; forms offer the names, and lists show them. Texts that are none stay where they are, and
 * are refused only from what a form changes.
 */
function codes({ name, list, message, allows, plain }: Codes): FieldType {
  const offered = once(list)
  const byText = once(() => {
    const texts = offered().flatMap(({ value, label }) => [
      [value.toLowerCase(), value] as const,
      [label.toLowerCase(), value] as const,
    ])
    return new Map(texts.toReversed())
  })
  const labels = once(() => new Map(offered().map(({ value, label }) => [value, label])))
  const labelOf = (value: string) => (plain ? value : (labels().get(value.trim()) ?? value))
  return defineFieldType({
    name,
    over: 'text',
    meta: () => ({ kind: 'choice', width: 'short', options: offered() }),
    formSchema: () =>
      ruledSchema({}, (text) => {
        const typed = text.trim()
        const code = byText().get(typed.toLowerCase()) ?? (allows?.(typed) ? typed : null)
        return code ?? { refused: message }
      }),
    informed: () => ({}),
    // A fixed length is padded with blanks.
    toForm: (value) => value.trim(),
    toCell: labelOf,
    toText: labelOf,
    emptyIsValue: false,
    suggested: false,
  })
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null
  return () => (made ??= { value: make() }).value
}

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
const pairs = letters.flatMap((first) => letters.map((second) => `${first}${second}`))

/** Names in English, as all words of the product are. */
const namesOf = (type: 'region' | 'language' | 'currency') => {
  const names = new Intl.DisplayNames('en', { type, fallback: 'none' })
  return (code: string) => names.of(code)
}

const byLabel = (options: Option[]) => options.toSorted((a, b) => a.label.localeCompare(b.label, 'en'))

/** Groups of countries, parts of countries and codes without a country, which the names include. */
const noCountries = new Set('AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ'.split(' '))

/** Two letters of ISO 3166: `DE` is Germany. Declared by `form.fields: { country: { type: country } }`. */
export const country: FieldType = codes({
  name: 'country',
  message: words.chooseCountry,
  list: () => {
    const nameOf = namesOf('region')
    const isCurrent = (code: string) => new Intl.Locale(`und-${code}`).region === code
    return byLabel(
      pairs.flatMap((value) => {
        const label = noCountries.has(value) || !isCurrent(value) ? undefined : nameOf(value)
        return label === undefined ? [] : [{ value, label }]
      }),
    )
  },
})

/** Three letters of ISO 4217: `EUR`. Currencies of the past are among them, because data is. */
export const currency: FieldType = codes({
  name: 'currency',
  message: words.chooseCurrency,
  list: () => {
    const nameOf = namesOf('currency')
    return Intl.supportedValuesOf('currency').map((value) => ({ value, label: `${value} – ${nameOf(value) ?? value}` }))
  },
  plain: true,
})

const nameOfLanguage = once(() => namesOf('language'))

function isLanguage(text: string): boolean {
  try {
    const { language: code } = new Intl.Locale(text)
    return nameOfLanguage()(code) !== undefined
  } catch {
    return false
  }
}

/** Two letters of ISO 639, as in `de`. Other tags of BCP 47, such as `pt-BR`, are taken from imports and stay where they are. */
export const language: FieldType = codes({
  name: 'language',
  message: words.chooseLanguage,
  list: () =>
    byLabel(
      pairs.flatMap((pair) => {
        const value = pair.toLowerCase()
        const label = new Intl.Locale(value).language === value ? nameOfLanguage()(value) : undefined
        return label === undefined ? [] : [{ value, label }]
      }),
    ),
  allows: isLanguage,
})

function isZone(text: string): boolean {
  try {
    return (
      new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '' && /^[A-Za-z]/u.test(text)
    )
  } catch {
    return false
  }
}

/** A name of the IANA database: `Europe/Berlin`. Other names of the same zones stay where they are. */
export const timeZone: FieldType = codes({
  name: 'timeZone',
  message: words.chooseZone,
  list: () => {
    const zones = Intl.supportedValuesOf('timeZone').filter((value) => value !== 'UTC')
    return ['UTC', ...zones].map((value) => {
      const [group = ''] = value.split('/')
      return { value, label: value.replaceAll('_', ' '), ...(group === value ? {} : { group }) }
    })
  },
  allows: isZone,
  plain: true,
})

const colourShape = /^#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/iu

/** A colour as CSS writes it: `#1e90ff`. */
export const colour: FieldType = defineFieldType({
  name: 'colour',
  over: 'text',
  meta: () => ({ width: 'short', input: 'colour', monospace: true }),
  formSchema: () =>
    ruledSchema({}, (text) => (colourShape.test(text.trim()) ? text.trim() : { refused: words.typeColour })),
  informed: () => ({}),
  emptyIsValue: false,
})

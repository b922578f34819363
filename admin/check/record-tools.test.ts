import { expect, test } from 'vitest'
import { defineAdmin, defineInline, defineSite, type RecordTab } from '@/admin'
import { books, librarySchema, loans } from '../testing/kit/library'
import { checkDeclarations } from './declarations'

const page: RecordTab<typeof books>['page'] = async () => ({ default: () => null })
// The compiler rejects these values, but untyped code can pass them.
const wrong = <T>(value: unknown) => value as T
const check = (options: Parameters<typeof defineAdmin<typeof books, readonly unknown[]>>[1]) =>
  checkDeclarations(defineSite({ title: 'Tests', schema: librarySchema, admins: [defineAdmin(books, options)] })).map(
    ({ id, where, message }) => `${id} ${where} ${message}`,
  )

test('F266 F256: tools, tabs and next pages without mistakes have none', () => {
  const problems = check({
    form: { afterSave: (row) => (row.isRare === 'true' ? `/admin/books/${row.id}/label` : null) },
    record: {
      tools: [
        { label: 'Search', href: (row) => `https://example.org/?q=${row.title?.toLowerCase()}` },
        { label: (row) => `Since ${new Date(row.addedAt ?? '').toISOString()}`, href: '/shelf', newTab: true },
      ],
      tabs: [{ name: 'label', label: 'Label', when: ({ status }) => status !== 'lost', page }],
    },
  })

  expect(problems).toEqual([])
})

test('DJ-271: mistakes in tools, tabs and next pages are reported with their location', () => {
  const broken = (): never => {
    throw new Error('no such thing')
  }
  const problems = check({
    form: { afterSave: wrong('home') },
    record: {
      tools: [
        { label: broken, href: broken, when: broken },
        { label: ' ', href: '/shelf', [wrong<'newTab'>('blank')]: true },
      ],
      tabs: [
        { name: 'history', label: 'History', page },
        { name: 'Label/1', label: broken, page },
        { name: 'slip', label: 'Slip', page, when: broken },
        { name: 'slip', label: '', page },
      ],
    },
  })

  expect(problems.toSorted()).toEqual([
    "brolly.E011 books: record.tabs[3] 'slip' is listed twice.",
    "brolly.E012 books: record.tabs[0].name 'history' is a built-in name.",
    'brolly.E013 books: record.tools[1].blank is not an option and is ignored.',
    "brolly.E014 books: form.afterSave is 'home'.",
    "brolly.E014 books: record.tabs[1].name is 'Label/1', which cannot be part of a URL.",
    'brolly.E016 books: record.tabs[3].label is blank.',
    'brolly.E016 books: record.tools[1].label is blank.',
    'brolly.E017 books: record.tabs[1].label throws when called: no such thing.',
    'brolly.E017 books: record.tabs[2].when throws when called: no such thing.',
    'brolly.E017 books: record.tools[0].href throws when called: no such thing.',
    'brolly.E017 books: record.tools[0].label throws when called: no such thing.',
    'brolly.E017 books: record.tools[0].when throws when called: no such thing.',
  ])
  const inlines = [defineInline(loans, { columns: broken, max: broken })]
  expect(check({ form: { inlines: broken } })).toEqual([
    'brolly.E017 books: form.inlines throws when called: no such thing.',
  ])
  expect(check({ form: { inlines }, url: broken })).toEqual([
    'brolly.E017 books: form.inlines[0].columns throws when called: no such thing.',
    'brolly.E017 books: form.inlines[0].max throws when called: no such thing.',
    'brolly.E017 books: url throws when called: no such thing.',
  ])
  expect(check({ record: { tools: broken, tabs: broken }, form: { afterSave: broken } })).toEqual([
    'brolly.E017 books: record.tools throws when called: no such thing.',
    'brolly.E017 books: record.tabs throws when called: no such thing.',
    'brolly.E017 books: form.afterSave throws when called: no such thing.',
  ])
})

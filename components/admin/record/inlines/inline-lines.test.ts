import { expect, test } from 'vitest'
import type { FieldMeta, InlineBlank, InlineBlock, RecordFormState } from '@/admin/client'
import { allLines, firstLines, positionsFor, withMovedLine, withNewLine, withoutLine } from './inline-lines'

const meta = (name: string): FieldMeta => ({
  name,
  label: name,
  kind: 'text',
  rules: {},
  nullable: false,
  emptyIsValue: true,
  readOnly: false,
  width: 'long',
})
const field = (name: string) => ({ meta: meta(name), value: null, text: null, href: null, wholeHref: null })
const blank: InlineBlank = { base: '{"copy":null}', fields: [field('copy')], inlines: [] }
const block = (given: Partial<InlineBlock> = {}): InlineBlock => ({
  name: 'loans',
  label: 'Loans',
  singular: 'loan',
  kind: 'table',
  collapsed: false,
  columns: [{ name: 'copy', label: 'Copy', required: true }],
  rows: ['a', 'b'].map((key) => ({
    ...blank,
    key,
    version: '7',
    title: key,
    href: `/admin/loans/${key}`,
    canDelete: true,
  })),
  blank,
  copies: [],
  extra: 1,
  min: 0,
  max: null,
  position: null,
  count: 2,
  pages: null,
  listHref: null,
  ...given,
})
const loaded: RecordFormState = { message: null, errors: {}, values: null, conflict: null, rows: [] }
const prefixes = (blocks: ReturnType<typeof firstLines>) => allLines(blocks).map(({ line }) => line.prefix)

test('rows are numbered, then come copies and as many blank rows as declared; inputs have the row’s prefix', () => {
  const blocks = firstLines([block({ copies: [blank] })], { state: loaded, token: 't' })

  expect(prefixes(blocks)).toEqual(['loans.0.', 'loans.1.', 'loans.2.', 'loans.3.'])
  expect(blocks[0]?.lines.map(({ row, token, copied }) => [row?.key ?? null, token, copied])).toEqual([
    ['a', '', false],
    ['b', '', false],
    [null, 't loans.2.', true],
    [null, 't loans.3.', false],
  ])
  expect(blocks[0]?.lines[1]?.fields[0]?.meta.name).toBe('loans.1.copy')
})

test('a refused form keeps the numbers of its rows, whatever rows were added or removed since', () => {
  const sent = { version: '6', base: '{}', token: 'sent', removed: false, conflict: null }
  const state = {
    ...loaded,
    rows: [
      { ...sent, prefix: 'loans.4.', key: 'b', removed: true },
      { ...sent, prefix: 'loans.9.', key: '', base: '' },
      { ...sent, prefix: 'loans.4.notes.0.', key: '' },
    ],
  }
  const [found] = firstLines([block()], { state, token: 't' })

  expect(
    found?.lines.map(({ prefix, row, version, removed, token }) => [prefix, row?.key ?? '', version, removed, token]),
  ).toEqual([
    ['loans.0.', 'a', '7', false, ''],
    ['loans.4.', 'b', '6', true, ''],
    ['loans.9.', '', '6', false, 'sent'],
  ])
  expect(found?.lines[2]?.base).toBe(blank.base)
})

test('rows are added after the last number, removed and moved, in inlines of rows too', () => {
  const nested = { ...blank, inlines: [block({ name: 'notes', rows: [], extra: 1 })] }
  const blocks = firstLines([block({ rows: [], extra: 2, blank: nested })], { state: loaded, token: 't' })
  const added = withNewLine(withNewLine(blocks, 'loans', 't'), 'loans.1.notes', 't')

  expect(prefixes(added)).toEqual([
    'loans.0.',
    'loans.0.notes.0.',
    'loans.1.',
    'loans.1.notes.0.',
    'loans.1.notes.1.',
    'loans.2.',
    'loans.2.notes.0.',
  ])
  const fewer = withoutLine(added, { name: 'loans.1.notes', prefix: 'loans.1.notes.0.' })
  expect(prefixes(fewer)).not.toContain('loans.1.notes.0.')
  const moved = withMovedLine(blocks, { name: 'loans', prefix: 'loans.1.', to: 0 })
  expect(moved[0]?.lines.map(({ prefix }) => prefix)).toEqual(['loans.1.', 'loans.0.'])
  expect(withMovedLine(blocks, { name: 'loans', prefix: 'loans.1.', to: 2 })).toEqual(blocks)
})

test('moved rows exchange their positions; missing or equal ones are renumbered', () => {
  expect(positionsFor(['30', '10', '20'])).toEqual(['10', '20', '30'])
  expect(positionsFor(['2', '', '1'])).toEqual(['1', '2', '3'])
  expect(positionsFor(['5', '5'])).toEqual(['5', '6'])
  expect(positionsFor(['', ''])).toEqual(['1', '2'])
})

import { expect, test } from 'vitest'
import type { FieldMeta, RowInputs, TypedRow } from '@/admin/client'
import { drawInputs } from './row-inputs'

const meta = (name: string, more: Partial<FieldMeta>): FieldMeta => ({
  name,
  label: name,
  kind: 'text',
  rules: {},
  nullable: false,
  emptyIsValue: false,
  readOnly: false,
  width: 'short',
  ...more,
})

function drawn(field: FieldMeta, value: string | null, typed: Partial<TypedRow> = {}): string {
  const row: RowInputs = {
    key: '7',
    label: 'Chair "A"',
    version: '12',
    base: '{"x":"<b>"}',
    fields: [{ index: 2, field: { meta: field, value, text: null, href: null, wholeHref: null } }],
  }
  const refused: TypedRow = {
    key: '7',
    version: '13',
    base: '{}',
    values: {},
    nulls: [],
    message: null,
    errors: {},
    conflict: null,
    ...typed,
  }
  return drawInputs({ rows: [row] }, Object.keys(typed).length > 0 ? [refused] : [])['7']?.[2]?.html ?? ''
}

const evil = `"><img src=x onerror=alert(1)>`

test('DJ-064: values, labels, bases and messages are text', () => {
  const html = drawn(meta('note', {}), evil) + drawn(meta('note', {}), '', { message: evil, values: { note: evil } })

  expect(html).not.toContain('<img')
  expect(html).toContain('name="7.~base" value="{&quot;x&quot;:&quot;&lt;b&gt;&quot;}"')
  expect(html).toContain('aria-label="note of Chair &quot;A&quot;"')
})

test('NULL and the empty text are told apart, and an untouched NULL stays NULL', () => {
  const note = meta('note', { nullable: true, emptyIsValue: true })

  expect(drawn(note, null)).toContain('name="~null.7.note" value="1" checked')
  expect(drawn(note, '')).toContain('name="~null.7.note" value="1" />')
  expect(drawn(note, 'x', { values: { note: '' }, nulls: ['note'] })).toContain('name="~null.7.note" value="1" checked')
})

test('a flag is a checkbox, and one that was unticked stays so after an error', () => {
  const flag = meta('on', { kind: 'boolean', unchecked: 'false' })

  expect(drawn(flag, 'true')).toContain('checked')
  expect(drawn(flag, 'false')).not.toContain('checked')
  expect(drawn(flag, 'true', { errors: { other: 'Wrong.' } })).not.toContain('checked')
})

test('a choice keeps a value that is no longer an option, and a text its line breaks', () => {
  const options = [{ value: 'a', label: 'A' }]

  expect(drawn(meta('c', { kind: 'choice', options }), 'gone')).toContain('<option value="gone" selected>gone</option>')
  expect(drawn(meta('c', { kind: 'choice', options }), 'a')).not.toContain('<option value=""')
  expect(drawn(meta('c', { kind: 'choice', options, nullable: true }), null)).toContain('<option value="" selected>')
  expect(drawn(meta('t', {}), '\ntwo\nlines')).toContain('>\n\ntwo\nlines</textarea>')
})

test('a refused row has its version, its problem and the side of the other user', () => {
  const both = { label: '', base: null, theirsValue: '9', mineValue: '5', changedBy: 'both' as const }
  const conflict = {
    version: '14',
    base: '{}',
    by: null,
    deleted: false,
    rows: [{ ...both, name: 'stock', theirs: '9', mine: '5' }],
  }
  const html = drawn(meta('stock', {}), '9', { values: { stock: '5' }, message: 'Changed.', conflict })

  expect(html).toContain('name="7.~version" value="13"')
  expect(html).toContain('value="5"')
  expect(html).toContain('aria-invalid="true" aria-describedby="7.stock-error"')
  expect(html).toContain('Changed. Theirs: 9')
})

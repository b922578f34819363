import { expect, test } from 'vitest'
import { refusedRecord } from './refused-record'

test('a refused form keeps what was typed, also in columns whose names are escaped from the start', () => {
  const entries = [
    ['~base', '{}'],
    ['$ACTION_ID_1', ''],
    ['~E4~BE~A1', '500'],
    ['~65lements', ''],
    ['~null.~65lements', '1'],
    ['lines.0.~6Cength', '7'],
  ] as const
  const { values, rows } = refusedRecord(null, { entries, message: null, admin: undefined, ctx: null, scripted: false })
  expect(values).toEqual({ '~E4~BE~A1': '500', '~65lements': null, 'lines.0.~6Cength': '7' })
  expect(rows.map(({ prefix }) => prefix)).toEqual(['lines.0.'])
})

import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { defineAdmin } from '@/admin'
import { adminOf } from '../../testing/kit/site-test'
import { makers, test } from './filters-fixture'
import { readLine } from './read-line'
import { suggestLine } from './suggest-line'

describe('a filter line', () => {
  test.for([
    ['size > 3', 'size.gt=3'],
    ['size>=3 and price < 2.5', 'size.gte=3&price.lt=2.5'],
    ['size between 2 and 4 mood odd', 'size.between=2,4&mood.eq=odd'],
    ['price over 2 seen last month, calm', 'price.gt=2&seen.eq=last month&mood.eq=calm'],
    ['mood is one of calm, odd', 'mood.in=calm,odd'],
    ['mood is not loud', 'mood.ne=loud'],
    ['Maker Maker 3', 'maker_id.eq=3'],
    ['maker is maker 3 fine yes', 'maker_id.eq=3&fine.eq=true'],
    ['Maker › Country = DE', 'maker.country.eq=DE'],
    ['maker country is null', 'maker.country.null=true'],
    ['name contains red 1 size 2', 'name.contains=red 1&size.eq=2'],
    ['name "size 2"', 'name.contains=size 2'],
    ['note is empty', 'note.empty=true'],
    ['seen before 2026-06-01 12:30 size 1', 'seen.lt=2026-06-01 12:30&size.eq=1'],
    ['made 2026-05', 'made.eq=2026-05'],
    ['words has b', 'words.has=b'],
    ['', ''],
    ['  and , ', ''],
  ] as const)('%s', async ([line, wanted], { as }) => {
    const ctx = as()

    const { parameters, problem } = await readLine(ctx, adminOf(ctx, 'things'), line)

    expect(problem).toBeNull()
    expect(parameters.map((parameter) => parameter.join('=')).join('&')).toBe(wanted)
  })

  test.for([
    ['nonsense', '“nonsense” was not understood. Type a column, a condition and a value.'],
    ['size 3 whatever', '“whatever” was not understood. Type a column, a condition and a value.'],
    ['size >', 'A value for “Size” is missing.'],
    ['size big', 'The filter on “Size” does not accept “big”. Enter a whole number.'],
    ['mood merry', '“merry” is not a value of “Mood”.'],
    ['maker Nobody', 'No row for “Maker” is called “Nobody”.'],
    ['maker password CANARY-1', 'No row for “Maker” is called “password”.'],
    ['x'.repeat(501), 'A filter line can have at most 500 characters.'],
  ] as const)('%s: says what it does not understand, and filters nothing', async ([line, problem], { as }) => {
    const ctx = as()

    expect(await readLine(ctx, adminOf(ctx, 'things'), line)).toEqual({ parameters: [], problem })
  })

  test('several rows of one name are not told apart', async ({ as, client }) => {
    await client`update makers set name = 'Twin' where id < 3`
    const ctx = as()

    expect((await readLine(ctx, adminOf(ctx, 'things'), 'maker twin')).problem).toMatch(/^Several rows/u)
    expect((await readLine(ctx, adminOf(ctx, 'things'), 'maker #2')).parameters).toEqual([['maker_id.eq', '2']])
  })
})

describe('suggestions', () => {
  test.for([
    ['pri', ['Price'], 'Price '],
    ['size 3 moo', ['Mood'], 'size 3 Mood '],
    ['mood ', ['calm', 'loud', 'odd'], 'mood calm '],
    ['mood is l', ['loud'], 'mood is loud '],
    ['seen last m', ['last month'], 'seen last month '],
    ['maker Maker 4', ['Maker 4'], 'maker Maker 4 '],
    ['size bet', ['between'], 'size between '],
  ] as const)('%s', async ([line, labels, first], { as }) => {
    const ctx = as()

    const found = await suggestLine(ctx, adminOf(ctx, 'things'), line)

    expect(found.map(({ label }) => label)).toEqual(expect.arrayContaining([...labels]))
    expect(found.find(({ label }) => label === labels[0])?.line).toBe(first)
  })

  test('show neither columns nor rows that the actor may not view', async ({ as }) => {
    const admins = [
      defineAdmin(makers, { permissions: { view: (_, t) => eq(t.id, 2), fields: { country: { view: () => false } } } }),
    ]
    const ctx = as({ admins })
    const all = await Promise.all(
      ['', 'maker ', 'maker M', 'pass', 'count'].map((line) => suggestLine(ctx, adminOf(ctx, 'things'), line)),
    )

    expect(JSON.stringify(all)).not.toMatch(/Country|Password|Maker [13-9]/u)
  })
})

import { expect, test } from 'vitest'
import { AdminError } from '../errors'
import { DeclarationError, nameFailures, textOfFunction } from './name-failures'

const fail = () => {
  throw new TypeError('no such thing')
}

test('a function that throws is reported with its admin, its location and the cause', () => {
  const options = nameFailures('books', { list: { columns: ['title', { id: 'age', value: fail }] }, label: fail })
  const [, computed] = options.list.columns
  if (typeof computed !== 'object') throw new Error('The shape is kept.')

  expect(() => computed.value()).toThrow(DeclarationError)
  expect(() => computed.value()).toThrow('list.columns[1].value of books failed: no such thing')
  expect(() => options.label()).toThrow('label of books failed: no such thing')
})

test('an asynchronous function is reported likewise, and what it throws on purpose passes unchanged', async () => {
  const refusal = new AdminError('INVALID', 'Not on Sundays.')
  const { hooks } = nameFailures('books', {
    hooks: {
      beforeSave: async () => Promise.reject(new Error('mail is down')),
      afterSave: async () => Promise.reject(refusal),
    },
  })

  await expect(hooks.beforeSave()).rejects.toMatchObject({ admin: 'books', option: 'hooks.beforeSave' })
  await expect(hooks.afterSave()).rejects.toBe(refusal)
})

test('values and results are unchanged', () => {
  const day = new Date(0)
  const { add, list, when } = nameFailures('books', {
    add: (a: number, b: number) => a + b,
    list: [1, null],
    when: day,
  })

  expect([add(2, 3), list, when]).toEqual([5, [1, null], day])
  expect(when).toBe(day)
})

test('the text of a function is the original one, with the names of imports as they are written', () => {
  const bundled = { toString: () => `(t)=>(0, __pkg$5b$_js["eq"])(t.id,\n  1) || (0,a.ne)(t.id, 2)` }
  const { rule } = nameFailures('books', { rule: Object.assign(() => true, bundled) })
  expect(textOfFunction(rule)).toBe('(t)=>eq(t.id, 1) || ne(t.id, 2)')
})

import { expect, test } from 'vitest'
import { inputName, isPageName } from './input-name'
import { escapeName, unescapeName } from './keys'

const objects = Object.getOwnPropertyNames(Object.prototype)

test.for([...objects, 'elements', 'submit', 'requestSubmit', 'querySelector', 'parentNode', 'length'])(
  'a column called %s gives an input that takes nothing from its form',
  (name) => {
    expect(inputName(name)).not.toBe(name)
    expect(unescapeName(inputName(name))).toBe(name)
  },
)

test.for(['id', 'name', 'title', 'action', 'customer_id', 'größe', 'Elements', 'elements_', 'first name'])(
  'a column called %s keeps its name as in URLs',
  (name) => {
    expect(inputName(name)).toBe(escapeName(name))
  },
)

test('an input of the page is told from one of a column', () => {
  for (const name of ['~base', '~null.city', '~add', '~edit', '~']) expect(isPageName(name)).toBe(true)
  for (const name of ['elements', 'имя', '価格', 'from', '~add', ' x']) expect(isPageName(inputName(name))).toBe(false)
})

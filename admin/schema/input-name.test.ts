import { expect, test } from 'vitest'
import { inputName } from './input-name'
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

import { describe, expect, test } from 'vitest'
import { chipsOf, itemProblem, splitTyped, textOfChips } from './chips'

describe('the chips of a list', () => {
  test('are its lines, or the elements of a literal with their NULLs', () => {
    expect(chipsOf('red\ngreen')).toEqual(['red', 'green'])
    expect(chipsOf('{red,"a, b",NULL,""}')).toEqual(['red', 'a, b', null, ''])
    expect(chipsOf('')).toEqual([])
    expect(chipsOf('{}')).toEqual([])
  })

  test('are none for lists of lists, with bounds, or of more than 200 elements', () => {
    expect(chipsOf('{{1,2},{3,4}}')).toBeNull()
    expect(chipsOf('[0:1]={1,2}')).toBeNull()
    expect(chipsOf('{a,')).toEqual(['{a,'])
    expect(chipsOf(Array.from({ length: 201 }, () => 'x').join('\n'))).toBeNull()
  })

  test.each([
    [['red', 'green']],
    [['a, b', 'NULL']],
    [[null, '']],
    [[' blank ', 'two\nlines']],
    [['{a}']],
    [['back\\slash', 'quo"te']],
    [[]],
  ])('%j is read again from its text', (chips) => {
    expect(chipsOf(textOfChips(chips))).toEqual(chips)
  })

  test('are written as lines where that is exact', () => {
    expect(textOfChips(['red', 'a, b'])).toBe('red\na, b')
    expect(textOfChips(['red', null])).toBe('{"red",NULL}')
    expect(textOfChips([])).toBe('{}')
  })

  test('are what is between commas, or between lines and tabs, of a pasted text', () => {
    expect(splitTyped('red, green,blue,')).toEqual(['red', 'green', 'blue'])
    expect(splitTyped('Doe, John\nRoe, Jane\n')).toEqual(['Doe, John', 'Roe, Jane'])
    expect(splitTyped('1\t2')).toEqual(['1', '2'])
    expect(splitTyped('{a,NULL}')).toEqual(['a', null])
  })

  test('have the problem that names them', () => {
    expect(itemProblem('Item 12: Enter a whole number.')).toEqual({ index: 11, message: 'Enter a whole number.' })
    expect(itemProblem('This field is required.')).toBeNull()
  })
})

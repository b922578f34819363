import { expect, test } from 'vitest'
import { problemLines, type PrintedProblem } from './problem-lines'

const problem = (level: 'error' | 'warning', id: string, where: string): PrintedProblem => ({
  id,
  level,
  where,
  message: 'is so.',
  hint: 'Change it.',
})

const mixed = [
  problem('warning', 'brolly.W002', 'orders: a'),
  problem('error', 'brolly.E010', 'orders: list'),
  problem('warning', 'brolly.W002', 'orders: b'),
  problem('error', 'brolly.E010', 'books: list'),
  problem('warning', 'brolly.W001', 'notes'),
  problem('warning', 'brolly.W002', 'orders: c'),
]

test('warnings of one kind share a line with their number; every error has its own', () => {
  expect(problemLines(mixed, { details: false })).toEqual([
    'warning brolly.W002  orders: a: is so. Change it. (and 2 more of this kind)',
    'error brolly.E010  orders: list: is so. Change it.',
    'error brolly.E010  books: list: is so. Change it.',
    'warning brolly.W001  notes: is so. Change it.',
    '2 errors, 4 warnings.',
    'To list each one: npx brolly check --details',
    'About each id: docs/checks/<id>.md',
  ])
})

test('with --details each problem has a line, and no line points to --details', () => {
  const lines = problemLines(mixed, { details: true })

  expect(lines).toHaveLength(mixed.length + 2)
  expect(lines).toContain('warning brolly.W002  orders: c: is so. Change it.')
})

test('numbers and words agree', () => {
  expect(problemLines([], { details: false })).toEqual(['No problems.'])
  expect(problemLines([problem('warning', 'brolly.W001', 'notes')], { details: false })[1]).toBe('0 errors, 1 warning.')
  expect(problemLines([problem('error', 'brolly.E010', 'notes')], { details: false })[1]).toBe('1 error, 0 warnings.')
})

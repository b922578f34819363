import { randomUUID } from 'node:crypto'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u

/** Values similar to this one, which are likely to be valid for the same column. */
export function* nearValues(value: string): Generator<string> {
  if (/^-?\d{1,4}$/u.test(value)) {
    yield String(Number(value) + 1)
    yield String(Number(value) - 1)
    for (let index = 1; index <= 40; index++) yield String(Number(value) + index * 7)
    yield '31000'
  }
  if (/^-?\d{5,18}$/u.test(value))
    for (let index = 1; index <= 10; index++) yield String(BigInt(value) + BigInt(index * 13))
  if (/^-?\d+\.\d+$/u.test(value)) yield value.replace(/(\d)$/u, (digit) => String((Number(digit) + 1) % 10))
  if (uuid.test(value)) yield randomUUID()
  const date = /^(\d{4}-\d{2})-(\d{2})(.*)$/su.exec(value)
  if (date) yield `${date[1]}-${date[2] === '11' ? '12' : '11'}${date[3]}`
  if (/^\d{2}:\d{2}/u.test(value)) yield value.replace(/^\d{2}:\d{2}/u, '05:05')
  const random = Math.random().toString(36).slice(2)
  if (value.length > 0) {
    const tail = Math.min(4, value.length)
    yield value.slice(0, -tail) + random.slice(0, tail)
    yield value.slice(0, -tail) + random.slice(0, tail).toUpperCase()
  }
  yield `${value}x`
  yield* anyValues()
}

/** A value for each kind of column, the most common first. */
export function* anyValues(): Generator<string> {
  const random = Math.random().toString(36).slice(2)
  yield `x${random.slice(0, 6)}`
  yield String(20_000 + Math.floor(Math.random() * 10_000))
  yield '1'
  yield '2026-03-03'
  yield '2026-03-03 10:00:00'
  yield '10:00'
  yield '1 day'
  yield randomUUID()
  yield '{}'
  yield '1.5'
  yield '127.0.0.1'
  yield '08:00:2b:01:02:03'
  yield '(1,2)'
  yield '{1,2,3}'
  yield '101'
  yield String.raw`\x00ff`
  yield 'ab'
  yield 'A'
  yield `${random.slice(0, 6)}@example.org`
  yield 'true'
}

/** "is", "is null", and two of the others in rotation, so that all are covered across the columns of a table. */
export function someOf(operators: readonly string[], index: number): string[] {
  const others = operators.filter((operator) => operator !== 'eq' && operator !== 'null')
  const turn = [0, 1].map((step) => others[(index * 2 + step) % others.length] ?? 'eq')
  return [...new Set(['eq', 'null', ...turn])]
}

/** Random numbers from 0 to 1 that are the same for the same seed (mulberry32), so that a failing run can be repeated. */
export function seededRandom(seed: number): () => number {
  let position = seed
  return () => {
    position = (position + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(position ^ (position >>> 15), 1 | position)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The seed of a run: that of `BROLLY_FUZZ_SEED`, or a new one. Messages of failures name it. */
export const fuzzSeed = (): number => Number(process.env.BROLLY_FUZZ_SEED ?? '') || Math.trunc(Math.random() * 2 ** 31)

export const oneOf = <T>(random: () => number, values: readonly [T, ...T[]]): T =>
  values[Math.trunc(random() * values.length)] ?? values[0]

/** An object with a prototype in it as JSON can carry one: as a key of its own. */
const polluting: unknown = JSON.parse(
  '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
)

function nested(depth: number): unknown {
  let value: unknown = 'x'
  for (let level = 0; level < depth; level++) value = [value]
  return value
}

/** Texts that mean something somewhere: to a router, a parser, SQL, a property name or a spreadsheet. */
export const hostileTexts = [
  '',
  ' ',
  '0',
  '-1',
  '1,1',
  '999999999999999999999',
  'NaN',
  'null',
  'true',
  '[]',
  '{}',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '../../1',
  '~61dd',
  '~',
  '%00',
  '\0',
  "' or 1=1 --",
  '1; drop table books',
  '"; select pg_sleep(3); --',
  '$1',
  '*',
  '%',
  'brolly.users',
  'pg_catalog.pg_authid',
  'password_hash',
  '=1+1',
  '<script>alert(1)</script>',
  'x'.repeat(5_000),
] as const

const others: readonly [unknown, ...unknown[]] = [
  null,
  0,
  -1,
  1e21,
  true,
  false,
  [],
  {},
  [null],
  polluting,
  nested(2_000),
  { $ne: null },
  { toString: 'x' },
  'lone \uD800',
]

/** A value that is like this one, and wrong somewhere. Only what JSON can carry. */
export function mutated(value: unknown, random: () => number): unknown {
  const chance = random()
  if (chance < 0.15) return oneOf(random, others)
  if (typeof value === 'string')
    return chance < 0.6 ? oneOf(random, hostileTexts) : chance < 0.75 ? `${value}${value}` : value
  if (Array.isArray(value)) {
    const items: unknown[] = value.map((item) => (random() < 0.5 ? mutated(item, random) : item))
    return chance < 0.3 ? [...items, ...items] : chance < 0.4 ? items.slice(1) : items
  }
  if (typeof value !== 'object' || value === null) return chance < 0.6 ? oneOf(random, hostileTexts) : value
  const entries = Object.entries(value).map(([name, item]): [string, unknown] => [
    random() < 0.1 ? oneOf(random, hostileTexts) : name,
    random() < 0.6 ? mutated(item, random) : item,
  ])
  return Object.fromEntries(chance < 0.3 ? [...entries, ['extra', polluting]] : entries)
}

/** Posted entries with names and values changed, repeated, left out and added. */
export function mutatedEntries(
  entries: readonly (readonly [string, string])[],
  random: () => number,
  names: readonly string[] = [],
): [string, string][] {
  const some = entries.flatMap(([name, value]): [string, string][] => {
    const chance = random()
    const changed: [string, string] = [
      random() < 0.1 ? oneOf(random, hostileTexts) : name,
      random() < 0.5 ? oneOf(random, hostileTexts) : value,
    ]
    if (chance < 0.1) return []
    return chance < 0.25 ? [[name, value], changed] : [changed]
  })
  const more = names.filter(() => random() < 0.15).map((name): [string, string] => [name, oneOf(random, hostileTexts)])
  return [...some, ...more]
}

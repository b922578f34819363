/** Random numbers from 0 to 1 that are the same in each run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** What people and their clipboards add to a value: marks, signs, spaces, digits and letters of other scripts, direction marks. */
const pieces = [
  ' ',
  '\u00a0',
  '\u202f',
  '\u2009',
  '\t',
  '\n',
  '.',
  ',',
  "'",
  '’',
  '_',
  '-',
  '+',
  '\u2212',
  '–',
  '/',
  ':',
  '%',
  '€',
  '$',

  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '"',
  '\\',
  'e',
  'E',
  '0',
  '1',
  '7',
  '00',
  '000',
  '12',
  '٣',
  '３',
  '५',
  '½',
  'é',
  'ß',
  'İ',
  '🙂',

  '\u200e',
  '\u200f',
  '\u202e',
  '\u2066',
  '\u200b',
  '\ufeff',
  'e5',
  ' am',
  ' pm',
  ' BC',
  ' UTC',
  '+02',
  ' ago',
  'null',
  'NaN',
]
const phrases = [
  '1,234',
  '1.234',
  '1 234,5',
  '1,234.50',
  "1'234.5",
  '1.234,5',
  '-0',
  '1e3',
  '0x1f',
  '007',
  '1_000',
  '٣٫٥',
  '１２３',
  '٣',

  'today',
  'tomorrow 9',
  'now',
  'next friday',
  '5 July',
  '5 July 2026 14:30',
  '7/5/2026',
  '13/5/2026',
  '5.7.2026',
  '31.02.2026',

  '2026-10-25 02:30',
  '2026-03-29 02:30',
  'in 2 weeks',
  '14:30',
  '2:30 pm',
  '24:00',
  'infinity',
  '-infinity',
  '0044-03-15 BC',

  '2 days 3 h',
  '1 h 30 min',
  'P1DT2H',
  '-1 day 2 h',
  'yes',
  'no',
  'true',
  'unknown',
  'NULL',
  '',
  ' ',
  '{}',
  '[]',
  '()',
  'empty',
  '(,,empty)',
  '(1,2,[])',
  '[1,2)',
  '{"a": 1.50}',
  '{a,b}',
  'a, b',
  'a\nb',
  '\u202eabc',
  'ＡＢＣ',
]

const pick = <Item>(random: () => number, items: readonly Item[]): Item | undefined =>
  items[Math.floor(random() * items.length)]

/** One text: a valid one or a phrase, as it is or with up to three changes. */
export function fuzzText(random: () => number, valid: readonly string[]): string {
  let text = (random() < 0.6 ? pick(random, valid) : pick(random, phrases)) ?? ''
  const changes = Math.floor(random() * 4)
  for (let change = 0; change < changes; change += 1) text = changed(random, text)
  return text
}

function changed(random: () => number, text: string): string {
  const at = Math.floor(random() * (text.length + 1))
  const kind = random()
  if (kind < 0.5) return text.slice(0, at) + (pick(random, pieces) ?? '') + text.slice(at)
  if (kind < 0.7) return text.slice(0, at) + text.slice(at + 1)
  if (kind < 0.85) return text.slice(0, at) + (pick(random, pieces) ?? '') + text.slice(at + 1)
  return kind < 0.93 ? ` ${text} ` : text.toUpperCase()
}

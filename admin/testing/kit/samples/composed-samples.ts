import { attribute, mood, of, type FieldSample } from './field-sample'

const pair = [attribute('a', 'integer'), attribute('b', 'text')]
const homeHelp = 'Enter the values in parentheses, separated by commas: (street, zip, since, mood, rooms, seen, pair).'

/** Values composed of others: ranges and composite types. */
export const composedSamples: readonly FieldSample[] = [
  {
    kind: 'range',
    title: 'a range of integers',
    column: of('int4range'),
    values: ['[1,5)', 'empty', '(,7)'],
    accepts: [
      ['[1,4]', '[1,5)'],
      [' ( , 7 ) ', '(,7)'],
      ['EMPTY', 'empty'],
    ],
    refuses: [
      ['1-5', 'Enter a range like [1,10): [ and ] include the bound, ( and ) exclude it.'],
      ['[1,x)', 'Enter a whole number.'],
      ['[1,2,3)', 'Enter a range like [1,10): [ and ] include the bound, ( and ) exclude it.'],
    ],
    filters: {
      has: [
        [['2'], [0, 2]],
        [['6'], [2]],
      ],
      overlaps: [[['[5,6]'], [2]]],
      eq: [[['[1,4]'], [0]]],
      ne: [[['[1,4]'], [1, 2, 3]]],
      empty: [
        [['true'], [1, 3]],
        [['false'], [0, 2]],
      ],
    },
  },
  {
    kind: 'range',
    title: 'a range of moments',
    column: of('tstzrange'),
    values: ['["2026-01-01 09:00:00+00","2026-01-01 17:00:00+00")', '["-infinity","2025-01-01 00:00:00+00"]'],
    accepts: [['[2026-01-01 09:00+01,)', '["2026-01-01 08:00:00+00",)']],
    filters: {
      has: [[['2026-01-01 12:00:00+00'], [0]]],
      overlaps: [[['[2024-01-01 00:00:00+00,2024-02-01 00:00:00+00)'], [1]]],
      eq: [[['[2026-01-01 09:00:00+00,2026-01-01 17:00:00+00)'], [0]]],
      ne: [[['[2026-01-01 09:00:00+00,2026-01-01 17:00:00+00)'], [1, 2]]],
      empty: [[['true'], [2]]],
    },
  },
  {
    kind: 'range',
    title: 'several ranges of dates',
    column: of('datemultirange'),
    values: ['{[2026-01-01,2026-02-01),[2026-03-01,2026-04-01)}', '{}'],
    accepts: [['[2026-01-01,2026-01-31]', '{[2026-01-01,2026-02-01)}']],
    refuses: [
      ['{[2026-01-01}', 'Enter a range like [2026-01-01,2026-02-01): [ and ] include the bound, ( and ) exclude it.'],
    ],
    filters: {
      has: [[['2026-03-05'], [0]]],
      overlaps: [[['{[2026-02-01,2026-03-02)}'], [0]]],
      eq: [[['{}'], [1]]],
      ne: [[['{}'], [0, 2]]],
      empty: [[['true'], [1, 2]]],
    },
  },
  {
    kind: 'range',
    title: "a range type of the user's own",
    column: of('contract_span'),
    facts: { range: { bound: attribute('bound', 'double precision'), multi: false } },
    values: ['[0.1,2.5)', 'empty', '(,7]'],
    accepts: [[' [ 1 , 1e1 ] ', '[1,10]']],
    refuses: [
      ['[1,x)', 'Enter a number.'],
      ['1', 'Enter a range like [from,to): [ and ] include the bound, ( and ) exclude it.'],
    ],
    filters: {
      has: [[['2.4'], [0, 2]]],
      overlaps: [[['[5,6]'], [2]]],
      eq: [[['[0.1,2.5)'], [0]]],
      ne: [[['empty'], [0, 2, 3]]],
      empty: [[['true'], [1, 3]]],
    },
  },
  {
    kind: 'range',
    title: 'ranges of texts, which may hold what separates them',
    column: of('contract_words_set'),
    facts: { range: { bound: attribute('bound', 'text'), multi: true } },
    values: ['{["a, \\"b]",c)}', '{}', '{["",d],["x y",)}'],
    accepts: [['[a,"a b\\\\")', '{[a,"a b\\\\")}']],
    refuses: [['{[a}', 'Enter a range like [from,to): [ and ] include the bound, ( and ) exclude it.']],
    filters: {
      has: [[['abc'], [0, 2]]],
      overlaps: [[['[y,z]'], [2]]],
      eq: [[['{["a, \\"b]",c)}'], [0]]],
      ne: [[['{}'], [0, 2, 3]]],
      empty: [[['true'], [1, 3]]],
    },
  },
  {
    kind: 'fallback',
    title: 'a composite type of which nothing is known',
    column: of('contract_pair'),
    values: ['(1,"two words")', '(,)', '(2,)'],
    filters: { contains: [[['two'], [0]]] },
  },
  {
    kind: 'composite',
    title: 'a composite type',
    column: of('contract_home'),
    facts: {
      attributes: [
        attribute('street', 'text'),
        attribute('zip', 'varchar(10)'),
        attribute('since', 'date'),
        { ...attribute('mood', 'contract_mood'), baseType: 'enum', enumValues: mood.enumValues },
        attribute('rooms', 'integer[]'),
        attribute('seen', 'timestamp with time zone'),
        { ...attribute('pair', 'contract_pair'), attributes: pair },
      ],
    },
    values: [
      `("Main St",10115,2024-02-29,"it's complicated",,,"(1,""two words"")")`,
      '(,,,,,,)',
      '("","",infinity,,"{1,NULL}","2026-03-29 01:00:00.123456+00","(,)")',
      '("quote "" and \\\\ back, (slash)",,,,{},,"(,"""")")',
      '(" blanks ",é🙂,,,,,"(2,)")',
      '("two\nlines",NULL,,,,,)',
    ],
    accepts: [
      ['(Main St,10115,,,,,)', '("Main St",10115,,,,,)'],
      [
        '(a "b" ,"",2024-02-29,sad,"1\n2",2026-01-01T00:00Z,"( 1 ,x)")',
        '("a b ","",2024-02-29,sad,"{1,2}","2026-01-01 00:00:00+00","(1,x)")',
      ],
      ['', '(,,,,,,)'],
    ],
    refuses: [
      ['Main St', homeHelp],
      ['(Main St)', homeHelp],
      ['(,12345678901,,,,,)', 'Zip: At most 10 characters; this has 11.'],
      ['(,,,merry,,,)', 'Mood: Choose one of the listed values.'],
      ['(,,,,"1\nx",,)', 'Rooms: Item 2: Enter a whole number.'],
      ['(,,,,,,"(x,)")', 'Pair: A: Enter a whole number.'],
    ],
    filters: { contains: [[['main s'], [0]]] },
  },
  {
    kind: 'array',
    title: 'composite values',
    column: (name) => of('contract_pair[]')(name),
    facts: { attributes: pair },
    values: ['{"(1,\\"two words\\")","(2,)"}', '{}', '{NULL,"(,)"}'],
    accepts: [['(1,x)\n(,)', '{"(1,x)","(,)"}']],
    refuses: [['(1,x)\n(y,)', 'Item 2: A: Enter a whole number.']],
    filters: {
      has: [[['(1,two words)'], [0]]],
      empty: [
        [['true'], [1, 3]],
        [['false'], [0, 2]],
      ],
    },
  },
]

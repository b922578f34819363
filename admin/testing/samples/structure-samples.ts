import { integer, json, jsonb, text, timestamp } from 'drizzle-orm/pg-core'
import { attribute, mood, of, type FieldSample } from './field-sample'

const listHelp = 'Type one value a line, or a list like {a,"b, c",NULL}.'

const pair = [attribute('a', 'integer'), attribute('b', 'text')]
const homeHelp =
  'Type the values in parentheses, with commas between them: (street, zip, since, mood, rooms, seen, pair).'

export const structureSamples: readonly FieldSample[] = [
  {
    kind: 'json',
    title: 'jsonb',
    column: (name) => jsonb(name),
    values: [
      '{"big": 12345678901234567890, "list": [1.50, {"deep": "a,b:{}"}], "long enough to be": "indented over lines"}',
      '[]',
      '"ü \\" text"',
      'null',
      '{"color": "red", "escaped": "\\\\u0000"}',
    ],
    accepts: [
      ['{"a":9007199254740993}', '{"a": 9007199254740993}'],
      ['"\\\\u0000"', '"\\\\u0000"'],
    ],
    refuses: [
      ['{a: 1}', 'Type JSON: {"key": "value"}, [1, 2], "text", 1, true or null.'],
      ['"\\u0000"', 'This holds a NUL character (\\u0000), which cannot be stored.'],
      ['"\\ud800"', 'This holds half of a character, which cannot be stored.'],
      ['['.repeat(2000) + ']'.repeat(2000), 'At most 1000 levels of nesting.'],
    ],
    filters: {
      has: [
        [['color'], [4]],
        [['{"color": "red"}'], [4]],
        [['{"list": [1.5]}'], [0]],
      ],
      contains: [[['RED'], [4]]],
    },
  },
  {
    kind: 'json',
    title: 'json, blanks and all',
    column: (name) => json(name),
    values: ['{"b": 1,   "a":  9007199254740993}', '[1.50, null]', '{"twice": 1, "twice": 2}'],
    accepts: [['"\\u0000"', '"\\u0000"']],
    refuses: [['', 'Type JSON: {"key": "value"}, [1, 2], "text", 1, true or null.']].filter(
      ([typed]) => typed !== '',
    ) as [string, string][],
    filters: { has: [[['b'], [0]]], contains: [[['TWICE'], [2]]] },
  },
  {
    kind: 'array',
    title: 'text[]',
    column: (name) => text(name).array(),
    values: [
      '{}',
      '{a,"b,c","d\\"e","f\\\\g","",NULL,"NULL","{x}"," y "}',
      '{one,two}',
      '{"two\nlines"}',
      '{{a,b},{c,d}}',
      '{"{x}"}',
      '[0:1]={a,b}',
    ],
    accepts: [
      ['a\nb, c\n\n  d  ', '{a,"b, c",d}'],
      ['{a,"b"}', '{a,b}'],
      ['{ null , "null" }', '{NULL,"null"}'],
      ['{}', '{}'],
    ],
    refuses: [
      ['{a,{b}}', listHelp],
      ['{{a,b},{c}}', listHelp],
      ['{a,}', listHelp],
    ],
    filters: {
      has: [
        [['a'], [1, 4, 6]],
        [['b,c'], [1]],
        [[''], [1]],
        [['NULL'], [1]],
      ],
      empty: [
        [['true'], [0, 7]],
        [['false'], [1, 2, 3, 4, 5, 6]],
      ],
    },
  },
  {
    kind: 'array',
    title: 'integer[]',
    column: (name) => integer(name).array(),
    values: ['{1,2}', '{NULL}', '{{1,2},{3,4}}'],
    accepts: [['1\n2', '{1,2}']],
    refuses: [
      ['1\nx', 'Item 2: Type a whole number.'],
      ['{1,99999999999}', 'Item 2: The largest value is 2147483647.'],
    ],
    filters: {
      has: [[['2'], [0, 2]]],
      empty: [[['true'], [3]]],
    },
  },
  {
    kind: 'array',
    title: 'timestamptz[]',
    column: (name) => timestamp(name, { withTimezone: true }).array(),
    values: ['{"2026-01-01 00:00:00.123456+00",infinity}'],
    filters: { has: [[['infinity'], [0]]], empty: [[['false'], [0]]] },
  },
  {
    kind: 'array',
    title: 'enum[]',
    column: (name) => mood(name).array(),
    values: ['{sad,"it\'s complicated"}', '{}'],
    refuses: [['sad\nfurious', 'Item 2: Choose one of the listed values.']],
    filters: {
      has: [[['sad'], [0]]],
      empty: [[['true'], [1, 2]]],
    },
  },
  {
    kind: 'array',
    title: 'json[], which PostgreSQL cannot compare',
    column: (name) => json(name).array(),
    values: ['{"{\\"a\\": 1}","[1, 2]"}'],
    filters: { has: [[['[1, 2]'], [0]]], empty: [[['false'], [0]]] },
  },
  {
    kind: 'array',
    title: 'box[], with semicolons',
    column: (name) => of('box')(name).array(),
    values: ['{(2,2),(0,0);(3,3),(1,1)}'],
    filters: { has: [[['(3,3),(1,1)'], [0]]], empty: [[['false'], [0]]] },
  },
  {
    kind: 'binary',
    title: 'bytea',
    column: of('bytea'),
    values: ['\\x', '\\xdeadbeef', `\\x${'ab'.repeat(5000)}`],
    accepts: [['\\xDE AD', '\\xdead']],
    refuses: [
      ['hello', 'Type hexadecimal digits in pairs after \\x, like \\x48656c6c6f.'],
      ['\\xabc', 'Type hexadecimal digits in pairs after \\x, like \\x48656c6c6f.'],
    ],
  },
  {
    kind: 'tsvector',
    title: 'tsvector',
    column: of('tsvector'),
    values: ["'cat':1 'fat':2", "'dog':1"],
    filters: { has: [[['cat'], [0]]] },
  },
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
      ['1-5', 'Type a range like [1,10): [ and ] take their bound in, ( and ) do not.'],
      ['[1,x)', 'Type a whole number.'],
      ['[1,2,3)', 'Type a range like [1,10): [ and ] take their bound in, ( and ) do not.'],
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
      ['{[2026-01-01}', 'Type a range like [2026-01-01,2026-02-01): [ and ] take their bound in, ( and ) do not.'],
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
      ['(,,,,"1\nx",,)', 'Rooms: Item 2: Type a whole number.'],
      ['(,,,,,,"(x,)")', 'Pair: A: Type a whole number.'],
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
    refuses: [['(1,x)\n(y,)', 'Item 2: A: Type a whole number.']],
    filters: {
      has: [[['(1,two words)'], [0]]],
      empty: [
        [['true'], [1, 3]],
        [['false'], [0, 2]],
      ],
    },
  },
  {
    kind: 'fallback',
    title: 'xml',
    column: of('xml'),
    values: ['<a>1</a>'],
    filters: { contains: [[['A>1'], [0]]] },
  },
]

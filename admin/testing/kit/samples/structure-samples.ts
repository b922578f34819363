import { integer, json, jsonb, text, timestamp } from 'drizzle-orm/pg-core'
import { mood, of, type FieldSample } from './field-sample'

const listHelp = 'Enter one value per line, or a list like {a,"b, c",NULL}.'

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
      ['{a: 1}', 'Not JSON from line 1, column 2 on. Enter {"key": "value"}, [1, 2], "text", 1, true or null.'],
      ['"\\u0000"', 'This contains a NUL character (\\u0000), which cannot be stored.'],
      ['"\\ud800"', 'This contains an incomplete Unicode character, which cannot be stored.'],
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
    refuses: [
      ['', 'Not JSON from line 1, column 1 on. Enter {"key": "value"}, [1, 2], "text", 1, true or null.'],
    ].filter(([typed]) => typed !== '') as [string, string][],
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
      ['1\nx', 'Item 2: Enter a whole number.'],
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
    kind: 'fallback',
    title: 'xml',
    column: of('xml'),
    values: ['<a>1</a>'],
    filters: { contains: [[['A>1'], [0]]] },
  },
]

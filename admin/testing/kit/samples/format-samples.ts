import { integer, jsonb, text, varchar } from 'drizzle-orm/pg-core'
import { fieldTypes } from '../../../fields/registry'
import { order, type FieldSample } from './field-sample'

const email = 'Enter one email address, such as ada@example.org.'
const url = 'Enter a URL without spaces, such as https://example.org.'
const slug = 'Enter part of a URL, without spaces, such as oak-table.'
const listed = 'Choose one of the listed values.'

/** For the values: two texts that share no part, the empty one, and NULL. */
const textual = (first: string, second: string): FieldSample['filters'] => ({
  contains: [[[first.slice(1, 5).toUpperCase()], [0]]],
  starts: [[[second.slice(0, 3)], [1]]],
  ends: [[[first.slice(-3)], [0]]],
  eq: [
    [[second], [1]],
    [[''], [2]],
  ],
  ne: [[[first], [1, 2, 3]]],
  in: [
    [
      [first, second],
      [0, 1],
    ],
  ],
  empty: [
    [['true'], [2, 3]],
    [['false'], [0, 1]],
  ],
})

/** Texts with a meaning, and columns with declared values. */
export const formatSamples: readonly FieldSample[] = [
  {
    kind: 'email',
    title: 'text declared as an email address',
    column: (name) => text(name),
    facts: { format: 'email' },
    values: ['ada@example.org', 'Bö.C+shop@mail.münchen.example', ''],
    accepts: [[' ada@example.org ', 'ada@example.org']],
    refuses: [
      ['not an email', email],
      ['Ada <ada@example.org>', email],
      ['ada@example.org, bo@example.org', email],
      ['ada@', email],
      ['@example.org', email],
      ['ada@@example.org', email],
    ],
    filters: textual('ada@example.org', 'Bö.C+shop@mail.münchen.example'),
  },
  {
    kind: 'url',
    title: 'text declared as a URL',
    column: (name) => varchar(name, { length: 60 }),
    facts: { format: 'url' },
    values: ['https://example.org/a?b=c#d', '/images/oak.jpg', ''],
    accepts: [[' https://example.org ', 'https://example.org']],
    refuses: [
      ['two words', url],
      ['https://example.org/"x"', url],
      [`https://example.org/${'x'.repeat(60)}`, 'At most 60 characters; this has 80.'],
    ],
    filters: textual('https://example.org/a?b=c#d', '/images/oak.jpg'),
  },
  {
    kind: 'phone',
    title: 'text declared as a telephone number',
    column: (name) => text(name),
    facts: { format: 'phone' },
    values: ['+49 (30) 123-4567', 'ask at the desk', ''],
    accepts: [[' 911 ', '911']],
    filters: textual('+49 (30) 123-4567', 'ask at the desk'),
  },
  {
    kind: 'file',
    title: 'a file in a text',
    column: (name) => text(name),
    facts: { ownType: fieldTypes.file },
    values: [`${'a'.repeat(32)}/Größe, "1".pdf`, `${'0'.repeat(32)}/x`],
    refuses: [
      ['x.pdf', 'Choose a file.'],
      [JSON.stringify({ key: 'a'.repeat(32), name: 'x' }), 'Choose a file.'],
    ],
  },
  {
    kind: 'image',
    title: 'an image in jsonb',
    column: (name) => jsonb(name),
    facts: { ownType: fieldTypes.image },
    values: [
      `{"key": "${'b'.repeat(32)}", "name": "oak.png", "size": 12, "type": "image/png", "width": 3, "height": 2}`,
    ],
    refuses: [['{"key": "../../etc/passwd", "name": "x"}', 'Choose a file.']],
  },
  {
    kind: 'slug',
    title: 'text declared as a slug',
    column: (name) => text(name),
    facts: { format: 'slug' },
    values: ['oak-table', 'Möbel/eiche', ''],
    accepts: [['oak-chair ', 'oak-chair']],
    refuses: [
      ['oak table', slug],
      ['oak?', slug],
    ],
    filters: textual('oak-table', 'Möbel/eiche'),
  },
  {
    kind: 'choice',
    title: 'integer with declared values',
    column: (name) => integer(name),
    facts: {
      choices: [
        { value: '1', label: 'Low' },
        { value: '2', label: 'Middle', colour: 'amber' },
        { value: '3', label: 'High' },
      ],
    },
    values: ['1', '2', '3'],
    refuses: [
      ['4', listed],
      ['Low', listed],
      ['01', listed],
    ],
    filters: order('2', '3'),
  },
  {
    kind: 'choice',
    title: 'text with declared values',
    column: (name) => text(name),
    facts: { choices: [{ value: 'de', label: 'Germany' }] },
    // A value that is not among them stays.
    values: ['de', 'xx'],
    shownOnly: ['xx'],
    refuses: [['Germany', listed]],
    filters: { eq: [[['xx'], [1]]], ne: [[['de'], [1, 2]]], in: [[['de', 'no'], [0]]] },
  },
]

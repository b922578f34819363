import { char, integer, text, uuid, varchar, customType } from 'drizzle-orm/pg-core'
import { mood, type FieldSample } from './field-sample'

const sealed = customType<{ data: string; driverData: string }>({
  dataType: () => 'text',
  toDriver: (value) => `sealed:${value.toUpperCase()}`,
  fromDriver: (value) => {
    if (!value.startsWith('sealed:')) throw new Error('never sealed')
    return value.slice('sealed:'.length).toLowerCase()
  },
})

const textValues = ['plain', '', '  blanks  ', '100 % _ \\', 'one\ntwo', 'größe 🙂', 'o\'clock "q"', null]
const textFilters: FieldSample['filters'] = {
  contains: [
    [['LAI'], [0]],
    [['% _ \\'], [3]],
    [['_'], [3]],
  ],
  starts: [
    [['PLA'], [0]],
    [['lain'], []],
  ],
  ends: [
    [['AIN'], [0]],
    [['plai'], []],
  ],
  eq: [
    [['plain'], [0]],
    [['Plain'], []],
    [[''], [1]],
    [['  blanks  '], [2]],
  ],
  ne: [[['plain'], [1, 2, 3, 4, 5, 6, 7, 8]]],
  in: [
    [
      ['plain', 'o\'clock "q"', '100 % _ \\'],
      [0, 3, 6],
    ],
  ],
  empty: [
    [['true'], [1, 7, 8]],
    [['false'], [0, 2, 3, 4, 5, 6]],
  ],
}

export const textSamples: readonly FieldSample[] = [
  {
    kind: 'uuid',
    title: 'uuid',
    column: (name) => uuid(name),
    values: ['00000000-0000-0000-0000-000000000000', 'a81bc81b-dead-4e5d-abff-90865d1e13b1'],
    accepts: [[' A81BC81BDEAD4E5DABFF90865D1E13B1 ', 'a81bc81b-dead-4e5d-abff-90865d1e13b1']],
    refuses: [
      ['12', 'Enter a UUID: 32 hexadecimal digits, like 3f2a6c1e-8b1d-4c57-9e0a-5d2f7b9c1a34.'],
      [
        'z81bc81b-dead-4e5d-abff-90865d1e13b1',
        'Enter a UUID: 32 hexadecimal digits, like 3f2a6c1e-8b1d-4c57-9e0a-5d2f7b9c1a34.',
      ],
    ],
    filters: {
      eq: [[['a81bc81b-dead-4e5d-abff-90865d1e13b1'], [1]]],
      ne: [[['a81bc81b-dead-4e5d-abff-90865d1e13b1'], [0, 2]]],
      in: [[['a81bc81b-dead-4e5d-abff-90865d1e13b1'], [1]]],
    },
  },
  {
    kind: 'choice',
    title: 'enum',
    column: (name) => mood(name),
    values: ['sad', "it's complicated"],
    refuses: [
      ['furious', 'Choose one of the listed values.'],
      ['SAD', 'Choose one of the listed values.'],
    ],
    filters: {
      eq: [[["it's complicated"], [1]]],
      ne: [[['sad'], [1, 2]]],
      in: [[['sad', 'ok'], [0]]],
    },
  },
  {
    kind: 'choice',
    title: 'text with a list of values',
    column: (name) => text(name, { enum: ['red', 'blue'] }),
    values: ['red', 'blue'],
    refuses: [['green', 'Choose one of the listed values.']],
    filters: {
      eq: [[['red'], [0]]],
      ne: [[['red'], [1, 2]]],
      in: [
        [
          ['red', 'blue'],
          [0, 1],
        ],
      ],
    },
  },
  {
    kind: 'custom',
    title: 'a text that is sealed',
    column: sealed,
    values: ['sealed:ABC', 'never sealed'],
    accepts: [['xyz', 'sealed:XYZ']],
  },
  { kind: 'text', title: 'text', column: (name) => text(name), values: textValues, filters: textFilters },
  {
    kind: 'text',
    title: 'varchar(12)',
    column: (name) => varchar(name, { length: 12 }),
    values: textValues,
    accepts: [['🙂'.repeat(12), '🙂'.repeat(12)]],
    refuses: [['1234567890123', 'At most 12 characters; this has 13.']],
    filters: textFilters,
  },
  {
    kind: 'text',
    title: 'char(5)',
    column: (name) => char(name, { length: 5 }),
    values: ['abc', 'ab   ', ''],
    refuses: [['123456', 'At most 5 characters; this has 6.']],
    filters: {
      contains: [[['B'], [0, 1]]],
      starts: [[['AB'], [0, 1]]],
      ends: [[['   '], [1, 2]]],
      eq: [[['ab'], [1]]],
      ne: [[['ab'], [0, 2, 3]]],
      in: [
        [
          ['ab', 'abc'],
          [0, 1],
        ],
      ],
      empty: [[['true'], [2, 3]]],
    },
  },
  {
    kind: 'longtext',
    title: 'text of several lines',
    column: (name) => text(name),
    facts: { long: true },
    values: textValues,
    filters: textFilters,
  },
  {
    kind: 'secret',
    title: 'a password',
    column: (name) => text(name),
    facts: { secret: true },
    values: ['hunter2'],
    accepts: [['correct horse', 'correct horse']],
  },
  {
    kind: 'relation',
    title: 'a link by number',
    column: (name) => integer(name),
    values: ['1', '2'],
    refuses: [['x', 'Enter a whole number.']],
    filters: {
      eq: [[['2'], [1]]],
      ne: [[['2'], [0, 2]]],
      in: [
        [
          ['1', '2'],
          [0, 1],
        ],
      ],
    },
  },
]

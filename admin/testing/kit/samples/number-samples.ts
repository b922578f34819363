import { bigint, boolean, doublePrecision, integer, numeric, real, smallint } from 'drizzle-orm/pg-core'
import { of, order, type FieldSample } from './field-sample'

export const numberSamples: readonly FieldSample[] = [
  {
    kind: 'integer',
    title: 'smallint',
    column: (name) => smallint(name),
    values: ['-32768', '0', '32767'],
    accepts: [
      [' +7 ', '7'],
      ['007', '7'],
    ],
    refuses: [
      ['32768', 'The largest value is 32767.'],
      ['-32769', 'The smallest value is -32768.'],
      ['1.5', 'Enter a whole number.'],
      ['1e3', 'Enter a whole number.'],
      ['9'.repeat(5000), 'The largest value is 32767.'],
    ],
    filters: order('0', '32767'),
  },
  {
    kind: 'integer',
    title: 'integer',
    column: (name) => integer(name),
    values: ['-2147483648', '42', '2147483647'],
    refuses: [['2147483648', 'The largest value is 2147483647.']],
    filters: order('42', '2147483647'),
  },
  {
    kind: 'integer',
    title: 'bigint beyond what JavaScript counts',
    column: (name) => bigint(name, { mode: 'number' }),
    values: ['-9223372036854775808', '9007199254740993', '9223372036854775807'],
    refuses: [['9223372036854775808', 'The largest value is 9223372036854775807.']],
    filters: order('9007199254740993', '9223372036854775807'),
  },
  {
    kind: 'decimal',
    title: 'numeric(12,4)',
    column: (name) => numeric(name, { precision: 12, scale: 4 }),
    values: ['-12345678.9012', '0.0000', '12345678.9012'],
    accepts: [
      ['1.5', '1.5000'],
      ['.5', '0.5000'],
      ['1e3', '1000.0000'],
      ['1.50000000', '1.5000'],
      ['NaN', 'NaN'],
    ],
    refuses: [
      ['123456789', 'At most 8 digits before the point; this has 9.'],
      ['1.23456', 'At most 4 digits after the point; this has 5.'],
      ['Infinity', 'This field cannot hold an infinite number.'],
      ['1,234', '1,234 can be 1234 or 1.234. Enter it without thousands separators and with a decimal point.'],
      ['.', 'Enter a number.'],
      ['e5', 'Enter a number.'],
      ['1e-5', 'At most 4 digits after the point; this has 5.'],
    ],
    filters: order('0', '12345678.9012'),
  },
  {
    kind: 'decimal',
    title: 'numeric of any size',
    column: (name) => numeric(name),
    values: ['1e-18', '123456789012345678901234567890.500', 'NaN', '0.10', '-Infinity', 'Infinity', '-0.000'],
    refuses: [['1e999999', 'At most 131072 digits before the point; this has 1000000.']],
    filters: {
      eq: [
        [['0.000000000000000001'], [0]],
        [['NaN'], [2]],
      ],
      ne: [[['0.1'], [0, 1, 2, 4, 5, 6, 7]]],
      gte: [[['0.1'], [1, 2, 3, 5]]],
      lte: [[['0'], [4, 6]]],
      gt: [[['0.1'], [1, 2, 5]]],
      lt: [[['0'], [4]]],
      in: [
        [
          ['0.1', 'NaN'],
          [2, 3],
        ],
      ],
    },
  },
  {
    kind: 'decimal',
    title: 'money',
    column: of('money'),
    values: ['-0.99', '1', '92233720368547758.07'],
    accepts: [
      ['$1,234.50', '$1,234.50'],
      ['1.234,5 €', '$1,234.50'],
      ['(5)', '-$5.00'],
    ],
    refuses: [
      ['a lot', 'Enter an amount like 1234.50.'],
      ['1.005', 'At most 2 digits after the point; this has 3.'],
      ['--5', 'Enter an amount like 1234.50.'],
    ],
    filters: order('1', '92233720368547758.07'),
  },
  {
    kind: 'float',
    title: 'double precision',
    column: (name) => doublePrecision(name),
    values: ['-1.7976931348623157e308', '0.1', 'Infinity', '5e-324', 'NaN', '-0'],
    refuses: [
      ['1e309', 'This number is too large.'],
      ['1e-400', 'This number is too small to be represented.'],
      ['0x10', 'Enter a number.'],
      ['1,234', '1,234 can be 1234 or 1.234. Enter it without thousands separators and with a decimal point.'],
    ],
    filters: {
      eq: [[['0.1'], [1]]],
      ne: [[['0.1'], [0, 2, 3, 4, 5, 6]]],
      gte: [[['0.1'], [1, 2, 4]]],
      lte: [[['0.1'], [0, 1, 3, 5]]],
      gt: [[['0.1'], [2, 4]]],
      lt: [[['0.1'], [0, 3, 5]]],
      in: [
        [
          ['0.1', 'NaN'],
          [1, 4],
        ],
      ],
    },
  },
  {
    kind: 'float',
    title: 'real',
    column: (name) => real(name),
    values: ['-3.4028235e38', '0.1', '3.4028235e38', '1e-45'],
    refuses: [
      ['1e39', 'This number is too large.'],
      ['1e-50', 'This number is too small to be represented.'],
    ],
    filters: {
      eq: [[['0.1'], [1]]],
      ne: [[['0.1'], [0, 2, 3, 4]]],
      gte: [[['0.1'], [1, 2]]],
      lte: [[['0.1'], [0, 1, 3]]],
      gt: [[['0.1'], [2]]],
      lt: [[['0.1'], [0, 3]]],
      in: [[['0.1'], [1]]],
    },
  },
  {
    kind: 'boolean',
    title: 'boolean',
    column: (name) => boolean(name),
    values: ['true', 'false', null],
    accepts: [
      ...['false', 'f', 'no', 'off', '0', 'FALSE'].map((typed) => [typed, 'false'] as const),
      ...['true', 't', 'yes', 'on', '1'].map((typed) => [typed, 'true'] as const),
    ],
    refuses: [
      ['maybe', 'Choose yes or no.'],
      ['2', 'Choose yes or no.'],
    ],
    filters: {
      eq: [
        [['true'], [0]],
        [['false'], [1]],
      ],
      ne: [[['true'], [1, 2, 3]]],
    },
  },
]

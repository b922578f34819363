import { bit, cidr, inet, line, macaddr, point, vector, halfvec } from 'drizzle-orm/pg-core'
import { of, order, type FieldSample } from './field-sample'

const ip = 'Enter an IP address like 10.1.2.3 or 2001:db8::1.'

export const shapeSamples: readonly FieldSample[] = [
  {
    kind: 'inet',
    title: 'inet',
    column: (name) => inet(name),
    values: ['10.0.0.1', '192.168.1.5/24', '::1', '2001:db8::/32'],
    equal: (value) => value,
    refuses: [
      ['10.0.0.256', ip],
      ['10.0.0', ip],
      ['10.0.0.1/33', 'The number after / can be at most 32.'],
      ['localhost', ip],
    ],
    filters: {
      eq: [
        [['10.0.0.1'], [0]],
        [['192.168.1.5/24'], [1]],
      ],
      ne: [[['10.0.0.1'], [1, 2, 3, 4]]],
      gte: [[['192.168.1.5/24'], [1, 2, 3]]],
      lte: [[['10.0.0.1'], [0]]],
      gt: [[['10.0.0.1'], [1, 2, 3]]],
      lt: [[['192.168.0.0'], [0]]],
      in: [
        [
          ['::1', '10.0.0.1'],
          [0, 2],
        ],
      ],
    },
  },
  {
    kind: 'inet',
    title: 'cidr',
    column: (name) => cidr(name),
    values: ['10.0.0.0/8', '10.1.0.0/16', '2001:db8::/32'],
    refuses: [
      ['10.1.0.1/16', 'All bits after the network mask must be zero.'],
      ['2001:db8::1/32', 'All bits after the network mask must be zero.'],
    ],
    filters: order('10.1.0.0/16', '2001:db8::/32'),
  },
  {
    kind: 'inet',
    title: 'macaddr',
    column: (name) => macaddr(name),
    values: ['08:00:2b:01:02:03', '08:00:2b:01:02:04', 'ff:ff:ff:ff:ff:ff'],
    accepts: ['08-00-2b-01-02-03', '08002b:010203', '08002b-010203', '0800.2b01.0203', '08002b010203'].map((typed) => [
      typed,
      '08:00:2b:01:02:03',
    ]),
    refuses: [['08:00:2b:01:02', 'Enter a MAC address like 08:00:2b:01:02:03.']],
    filters: order('08:00:2b:01:02:04', 'ff:ff:ff:ff:ff:ff'),
  },
  {
    kind: 'geometry',
    title: 'point',
    column: (name) => point(name),
    values: ['(1.5,-2)', '(1e+300,0)'],
    accepts: [['1, 2', '(1,2)']],
    refuses: [['here', 'Enter a shape like (1.5,2).']],
  },
  {
    kind: 'geometry',
    title: 'line',
    column: (name) => line(name),
    values: ['{1,-1,0}'],
    refuses: [['{1,2}', 'Enter a shape like {1,-1,0}.']],
  },
  ...(['lseg', 'box', 'path', 'polygon', 'circle'] as const).map((shape): FieldSample => {
    const values = {
      lseg: ['[(0,0),(1,1)]'],
      box: ['(2,2),(0,0)'],
      path: ['[(0,0),(1,1)]', '((0,0),(1,1),(2,0))'],
      polygon: ['((0,0),(1,0),(1,1))'],
      circle: ['<(0,0),2.5>'],
    }
    return { kind: 'geometry', title: shape, column: of(shape), values: values[shape] }
  }),
  {
    kind: 'bits',
    title: 'bit(8)',
    column: (name) => bit(name, { dimensions: 8 }),
    values: ['00000000', '10101010'],
    refuses: [
      ['101', 'Enter 8 digits, each 0 or 1.'],
      ['abcdefgh', 'Enter 8 digits, each 0 or 1.'],
    ],
    filters: { eq: [[['10101010'], [1]]], ne: [[['10101010'], [0, 2]]], in: [[['10101010'], [1]]] },
  },
  {
    kind: 'bits',
    title: 'bit varying(4)',
    column: of('bit varying(4)'),
    values: ['1', '1010'],
    refuses: [['10101', 'At most 4 characters; this has 5.']],
    filters: { eq: [[['1010'], [1]]], ne: [[['1010'], [0, 2]]], in: [[['1010'], [1]]] },
  },
  {
    kind: 'vector',
    title: 'vector(3)',
    column: (name) => vector(name, { dimensions: 3 }),
    extension: 'vector',
    values: ['[1,2.5,-3]'],
    refuses: [
      ['[1,2]', 'This field takes 3 numbers; this has 2.'],
      ['1,2,3', 'Enter numbers in brackets: [0.1,0.2,0.3].'],
    ],
  },
  {
    kind: 'vector',
    title: 'halfvec(2)',
    column: (name) => halfvec(name, { dimensions: 2 }),
    extension: 'vector',
    values: ['[1,2.5]'],
  },
]

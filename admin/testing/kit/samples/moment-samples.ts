import { date, interval, time, timestamp } from 'drizzle-orm/pg-core'
import { order, type FieldSample } from './field-sample'

export const momentSamples: readonly FieldSample[] = [
  {
    kind: 'date',
    title: 'date',
    column: (name) => date(name),
    values: ['0044-03-15 BC', '2024-02-29', 'infinity', '-infinity', '10000-01-01'],
    accepts: [
      [' 2026-3-1 ', '2026-03-01'],
      ['31.03.2026', '2026-03-31'],
      ['yesterday', '2026-06-29'],
      ['29 Feb 2028', '2028-02-29'],
      ['0044-03-15 BC', '0044-03-15 BC'],
    ],
    refuses: [
      ['2026-02-29', 'This date does not exist.'],
      ['2026-13-01', 'This date does not exist.'],
      ['0000-01-01', 'This date does not exist.'],
      ['29 Feb', 'This date does not exist.'],
      ['soon', 'Enter a date like 2026-03-31.'],
      ['5.7.26', 'Enter the year in four digits, like 2026-03-31.'],
      ['2026-03-01 10:00', 'Enter a date like 2026-03-31.'],
      ['5874898-01-01', 'The latest year is 5874897.'],
    ],
    filters: {
      eq: [[['2024-02-29'], [1]]],
      ne: [[['2024-02-29'], [0, 2, 3, 4, 5]]],
      gte: [[['2024-02-29'], [1, 2, 4]]],
      lte: [[['2024-02-29'], [0, 1, 3]]],
      gt: [[['2024-02-29'], [2, 4]]],
      lt: [[['2024-02-29'], [0, 3]]],
      in: [
        [
          ['2024-02-29', 'infinity'],
          [1, 2],
        ],
      ],
    },
  },
  {
    kind: 'time',
    title: 'time',
    column: (name) => time(name),
    values: ['00:00:00.000001', '12:30:00', '24:00:00'],
    accepts: [
      ['7:05', '07:05:00'],
      ['24:00', '24:00:00'],
      ['2:30 pm', '14:30:00'],
      ['12 am', '00:00:00'],
      ['noon', '12:00:00'],
      ['9h15', '09:15:00'],
    ],
    refuses: [
      ['24:01', 'This time does not exist.'],
      ['12:60', 'This time does not exist.'],
      ['soon', 'Enter a time like 14:30 or 14:30:05.'],
      ['14:30 pm', 'Enter a time like 14:30 or 14:30:05.'],
      ['12:30+02', 'This field has no time zone. Leave out the offset.'],
    ],
    filters: order('12:30', '24:00'),
  },
  {
    kind: 'time',
    title: 'time with time zone',
    column: (name) => time(name, { withTimezone: true }),
    values: ['12:30:00+05:30', '12:30:00+00', '23:59:59.999999-12'],
    filters: order('12:30:00+00', '23:59:59.999999-12'),
  },
  {
    kind: 'timestamp',
    title: 'timestamp without time zone',
    column: (name) => timestamp(name),
    values: [
      '2026-03-28 23:59:59.999999',
      '2026-03-29 00:00:00',
      '2026-03-30 00:00:00',
      '0044-03-15 12:00:00 BC',
      '10000-01-01 00:00:00',
      'infinity',
    ],
    accepts: [
      ['2026-03-31T14:30', '2026-03-31 14:30:00'],
      ['2026-03-31', '2026-03-31 00:00:00'],
      ['2026-03-31 24:00', '2026-04-01 00:00:00'],
    ],
    refuses: [
      ['2026-02-30 10:00', 'This date does not exist.'],
      ['2026-03-31 14:30+02', 'This field has no time zone. Leave out the offset.'],
      ['2026-03-31 25:00', 'This time does not exist.'],
      ['soon', 'Enter a date and time like 2026-03-31 14:30.'],
    ],
    filters: {
      eq: [
        [['2026-03-29'], [1]],
        [['2026-03-29 00:00'], [1]],
      ],
      ne: [[['2026-03-29'], [0, 2, 3, 4, 5, 6]]],
      gte: [[['2026-03-29'], [1, 2, 4, 5]]],
      lte: [
        [['2026-03-29'], [0, 1, 3]],
        [['2026-03-28'], [0, 3]],
      ],
      gt: [[['2026-03-29'], [2, 4, 5]]],
      lt: [[['2026-03-29'], [0, 3]]],
    },
  },
  {
    kind: 'timestamp',
    title: 'timestamp with time zone',
    column: (name) => timestamp(name, { withTimezone: true }),
    values: [
      '2026-03-29 01:00:00.123456+00',
      '2026-10-25 00:30:00+00',
      '2026-10-25 01:30:00+00',
      '1890-01-01 00:00:00+00',
      '0044-03-15 12:00:00+00 BC',
      '12026-01-01 00:00:00+00',
      'infinity',
      '-infinity',
    ],
    accepts: [
      ['2026-03-31 14:30+02', '2026-03-31 12:30:00+00'],
      ['2026-03-31T14:30:00Z', '2026-03-31 14:30:00+00'],
      ['2026-03-31', '2026-03-31 00:00:00+00'],
    ],
    refuses: [
      ['2026-02-29 10:00', 'This date does not exist.'],
      ['2026-03-31 14:30+17', 'The offset can be at most 15:59.'],
    ],
    filters: {
      eq: [
        [['2026-10-25'], [1, 2]],
        [['2026-10-25 01:30'], [2]],
      ],
      ne: [[['2026-10-25'], [0, 3, 4, 5, 6, 7, 8]]],
      gte: [[['2026-10-25'], [1, 2, 5, 6]]],
      lte: [[['2026-10-25'], [0, 1, 2, 3, 4, 7]]],
      gt: [[['2026-10-25'], [5, 6]]],
      lt: [[['2026-10-25'], [0, 3, 4, 7]]],
    },
  },
  {
    kind: 'interval',
    title: 'interval',
    column: (name) => interval(name),
    values: ['-1 days', '04:05:06.789', '1 year 2 mons 3 days 04:05:06', '1 mon -3 days'],
    accepts: [
      ['2 weeks', '14 days'],
      ['P1DT2H', '1 day 02:00:00'],
      ['90 minutes', '01:30:00'],
      ['3 days ago', '-3 days'],
    ],
    refuses: [
      ['often', 'Enter a duration like 2 days 03:30:00.'],
      ['P', 'Enter a duration like 2 days 03:30:00.'],
    ],
    filters: {
      eq: [[['04:05:06.789'], [1]]],
      ne: [[['1 day ago'], [1, 2, 3, 4]]],
      gte: [[['04:05:06.789'], [1, 2, 3]]],
      lte: [[['04:05:06.789'], [0, 1]]],
      gt: [[['04:05:06.789'], [2, 3]]],
      lt: [[['04:05:06.789'], [0]]],
      in: [
        [
          ['-1 days', '04:05:06.789'],
          [0, 1],
        ],
      ],
    },
  },
]

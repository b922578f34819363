import { smallint } from 'drizzle-orm/pg-core'
import { describeFieldType } from '@/admin/testing'
import { rating } from './rating'

describeFieldType(rating, {
  column: (name) => smallint(name),
  values: ['1', '3', '5', null],
  accepts: [
    ['2', '2'],
    [' ★★★★ ', '4'],
  ],
  refuses: [
    ['0', 'Give 1 to 5 stars.'],
    ['★★★★★★', 'Give 1 to 5 stars.'],
    ['good', 'Give 1 to 5 stars.'],
  ],
  filters: { gte: [[['★★★'], [1, 2]]] },
})

import { z } from 'zod'
import { defineFieldType } from '@/admin'

/** One to five stars, typed as a number, as stars, or with a click. */
export const rating = defineFieldType({
  name: 'rating',
  over: 'integer',
  view: 'shop/fields/rating',
  schema: () =>
    z
      .string()
      .trim()
      .transform((text) => (/^★{1,5}$/u.test(text) ? String(text.length) : text))
      .pipe(z.string().regex(/^[1-5]$/u, 'Give 1 to 5 stars.')),
  align: 'left',
  toCell: (value) => `${value} of 5`,
  toText: (value) => `${value} of 5`,
  meta: () => ({ width: 'short', inputMode: 'numeric' }),
})

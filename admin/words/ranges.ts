/** The inputs of a range. */
export const from = 'From'
export const to = 'To'
export const ends = 'Ends'
export const usualEnds = 'From included, to excluded (default)'
export const endsIncluded = {
  '[)': 'From included, to excluded',
  '[]': 'Both included',
  '(]': 'From excluded, to included',
  '()': 'Both excluded',
  empty: 'Empty range',
} as const
export const emptyHasNoEnds = 'An empty range has no ends. Clear them, or choose which are included.'

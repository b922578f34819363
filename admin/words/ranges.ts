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
export const fromOn = (from: string) => `from ${from}`
export const upTo = (to: string) => `to ${to}`
export const before = (to: string) => `before ${to}`
export const below = (to: string) => `below ${to}`
export const after = (from: string) => `after ${from}`
export const above = (from: string) => `above ${from}`
export const noLimits = 'without limits'
export const emptyRange = 'empty'
export const emptyHasNoEnds = 'An empty range has no ends. Clear them, or choose which are included.'

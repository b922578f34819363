export const keys = 'Keys'
/** Each key with what it does. */
export const keyMeanings: readonly (readonly [key: string, meaning: string])[] = [
  ['Ctrl k', 'Search everything'],
  ['/', 'Search'],
  ['f', 'Add a filter'],
  ['c', 'Add a record'],
  ['j', 'Next row'],
  ['k', 'Previous row'],
  ['Enter', 'Open the row'],
  ['↑ ↓ ← →', 'Move from cell to cell'],
  ['e', 'Edit the cell, or the first one of the row'],
  ['x', 'Select the row'],
  ['Shift x', 'Select all rows up to this one'],
  ['d', 'Duplicate the row'],
  ['[', 'Previous row in the list, on a record'],
  [']', 'Next row in the list, on a record'],
  ['Space', 'Look at the linked row'],
  ['Ctrl s', 'Save'],
  ['Esc', 'Close menu, card or dialog'],
  ['?', 'Show this list'],
]

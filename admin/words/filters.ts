export const takesOne = 'This filter takes one value.'
export const takesBoolean = 'This filter takes true or false.'
export const tooManyValues = (most: number, given: number) =>
  `A filter takes at most ${most} values; this one has ${given}.`
export const noFilter = (name: string) => `This list has no filter “${name}”.`
export const noOperator = (label: string, operator: string) => `“${label}” has no filter “${operator}”.`
export const filterTwice = (name: string) => `The filter “${name}” occurs twice.`
export const filterCharacter = (label: string) => `The filter on “${label}” contains an invalid character.`
export const filterBoolean = (label: string, given: string) =>
  `The filter on “${label}” must be true or false, not “${given}”.`
export const filterValue = (label: string, given: string, reason: string) =>
  `The filter on “${label}” does not accept “${given}”. ${reason}`

/** In a chip ("Price at least 10") and in the menu of operators. */
export const operatorLabels = {
  eq: 'is',
  ne: 'is not',
  in: 'is one of',
  lt: 'less than',
  lte: 'at most',
  gt: 'more than',
  gte: 'at least',
  contains: 'contains',
  starts: 'starts with',
  ends: 'ends with',
  has: 'has',
  overlaps: 'overlaps',
  empty: 'is empty',
  null: 'is null',
} as const
/** The label of an operator that takes true or false, for false. */
export const negated = (label: string) => label.replace(/^is /u, 'is not ')

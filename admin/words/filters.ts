export const takesOne = 'This filter takes one value.'
export const takesBoolean = 'This filter takes true or false.'
export const tooManyValues = (most: number, given: number) =>
  `A filter takes at most ${most} values; this one has ${given}.`
export const takesTwo = 'This filter takes two values, separated by a comma: from and to.'
export const patternTooLong = (most: number) => `A pattern can have at most ${most} characters.`
export const countValue = (most: number) => `A number of rows is a whole number from 0 to ${most}.`
export const tooManyFilters = (most: number, given: number) =>
  `A list takes at most ${most} filters; this URL has ${given}.`
export const tooDeep = (most: number) => `Groups of filters can be nested ${most} deep.`
export const pathTooLong = (most: number) => `The path of a filter can lead through ${most} tables.`
export const tooManySteps = (most: number) => `The filters of a list can lead through ${most} tables in total.`
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
  not_in: 'is none of',
  between: 'between',
  lt: 'less than',
  lte: 'at most',
  gt: 'more than',
  gte: 'at least',
  contains: 'contains',
  not_contains: 'does not contain',
  starts: 'starts with',
  ends: 'ends with',
  eq_nocase: 'is (any case)',
  contains_case: 'contains (same case)',
  starts_case: 'starts with (same case)',
  ends_case: 'ends with (same case)',
  matches: 'matches the pattern',
  has: 'has',
  has_any: 'has any of',
  overlaps: 'overlaps',
  empty: 'is empty',
  null: 'is null',
  none: 'none',
} as const
/** The steps of a path: "Customer › Country". */
export const alongPath = (labels: readonly string[]) => labels.join(' › ')
/** The number of related rows: "Items › number". */
export const numberOf = 'number'
/** The values of “between”. */
export const betweenWords = (values: readonly string[]) => values.join(' and ')
/** A group in a chip: "Status is paid or Total at least 500". */
export const groupWords = { or: ' or ', and: ' and ', not: ' and ' } as const
export const notGroup = (conditions: string) => `not (${conditions})`
/** The label of an operator that takes true or false, for false. */
export const negated = (label: string) => (label === operatorLabels.none ? 'any' : label.replace(/^is /u, 'is not '))

/** How operators are typed in the filter line, longest first where one begins with another. */
export const typedOperators: readonly (readonly [
  words: string,
  operator: keyof typeof operatorLabels,
  value?: string,
])[] = [
  ['is not one of', 'not_in'],
  ['is none of', 'not_in'],
  ['not in', 'not_in'],
  ['is one of', 'in'],
  ['one of', 'in'],
  ['in', 'in'],
  ['is not empty', 'empty', 'false'],
  ['is empty', 'empty', 'true'],
  ['is not null', 'null', 'false'],
  ['is null', 'null', 'true'],
  ['not null', 'null', 'false'],
  ['empty', 'empty', 'true'],
  ['null', 'null', 'true'],
  ['none', 'none', 'true'],
  ['any', 'none', 'false'],
  ['is not', 'ne'],
  ['is', 'eq'],
  ['!=', 'ne'],
  ['<>', 'ne'],
  ['not', 'ne'],
  ['=', 'eq'],
  ['>=', 'gte'],
  ['at least', 'gte'],
  ['since', 'gte'],
  ['from', 'gte'],
  ['<=', 'lte'],
  ['at most', 'lte'],
  ['until', 'lte'],
  ['>', 'gt'],
  ['more than', 'gt'],
  ['over', 'gt'],
  ['above', 'gt'],
  ['after', 'gt'],
  ['<', 'lt'],
  ['less than', 'lt'],
  ['under', 'lt'],
  ['below', 'lt'],
  ['before', 'lt'],
  ['between', 'between'],
  ['does not contain', 'not_contains'],
  ['not contains', 'not_contains'],
  ['contains', 'contains'],
  ['starts with', 'starts'],
  ['starts', 'starts'],
  ['ends with', 'ends'],
  ['ends', 'ends'],
  ['matches', 'matches'],
  ['has any of', 'has_any'],
  ['has', 'has'],
  ['overlaps', 'overlaps'],
  ['on', 'eq'],
]
/** Between conditions of the filter line, and between values. */
export const typedAnd = 'and'
export const typedOr = 'or'
/** Words without a meaning of their own in the filter line: "of last month". */
export const typedFillers: readonly string[] = ['and', 'of', 'with', 'the']
/** What the names of columns may end with, and people leave out: "Created at", "Order date". */
export const omittedEndings = /\s+(?:at|on|date|id)$/u
/** Offered for dates. */
export const suggestedPeriods: readonly string[] = [
  'today',
  'yesterday',
  'last 7 days',
  'last 30 days',
  'this month',
  'last month',
  'this year',
  'last year',
]
export const notUnderstood = (text: string) => `“${text}” was not understood. Type a column, a condition and a value.`
export const valueMissing = (label: string) => `A value for “${label}” is missing.`
export const noValueLike = (label: string, text: string) => `“${text}” is not a value of “${label}”.`
export const lineTooLong = (most: number) => `A filter line can have at most ${most} characters.`
export const noRowCalled = (label: string, text: string) => `No row for “${label}” is called “${text}”.`
export const severalCalled = (label: string, text: string) =>
  `Several rows for “${label}” are called “${text}”. Pick one, or enter its key.`
export const chooseBeyond = (label: string) => `Choose a column of “${label}”.`
export const noValue = 'No value'
export const countsTookTooLong = 'Counting took too long and was stopped.'
export const fromSample = (rows: string) => `From a sample of ${rows} rows.`
export const mostFrequent = (values: number) => `The ${values} most frequent values.`

/** Operators as they appear in URLs: `price.gte=10`. */
export const operatorIds = [
  'eq',
  'ne',
  'in',
  'not_in',
  'between',
  'lt',
  'lte',
  'gt',
  'gte',
  'contains',
  'not_contains',
  'starts',
  'ends',
  'eq_nocase',
  'contains_case',
  'starts_case',
  'ends_case',
  'matches',
  'has',
  'has_any',
  'overlaps',
  'empty',
  'null',
  'none',
] as const
export type OperatorId = (typeof operatorIds)[number]

/** How many values an operator takes: true or false, one, from and to, or a list. */
export type Takes = 'boolean' | 'one' | 'two' | 'many'

/** A column that can be filtered, for the "+ Filter" control. */
export interface FilterMeta {
  /** The column's name in the URL, escaped. */
  name: string
  label: string
  operators: { id: OperatorId; label: string; takes: Takes }[]
  options?: { value: string; label: string }[]
  /** Where to search for a value: a linked row, or one of a few texts. */
  lookup?: string
  /** The value is a linked row's key, which users pick rather than type. */
  linked?: boolean
  inputType: 'text' | 'number' | 'date'
  /** Its values can be counted. */
  facet?: true
}

/** An active filter. */
export interface FilterChip {
  /** The parameter in the URL; of a group, how the names of its parameters begin. */
  name: string
  /** "Price", "at least", "10" */
  label: string
  operator: string
  value: string
  /** The list with the panel open at it; null for a group. */
  editHref: string | null
  /** The list without it. */
  removeHref: string
}

/** Operators as they appear in URLs: `price.gte=10`. */
export const operatorIds = [
  'eq',
  'ne',
  'in',
  'lt',
  'lte',
  'gt',
  'gte',
  'contains',
  'starts',
  'ends',
  'has',
  'overlaps',
  'empty',
  'null',
] as const
export type OperatorId = (typeof operatorIds)[number]

/** A column that can be filtered, for the "+ Filter" control. */
export interface FilterMeta {
  /** The column's name in the URL, escaped. */
  name: string
  label: string
  operators: { id: OperatorId; label: string; takes: 'boolean' | 'one' | 'many' }[]
  options?: { value: string; label: string }[]
  /** Where to search for a value: a linked row, or one of a few texts. */
  lookup?: string
  /** The value is a linked row's key, which users pick rather than type. */
  linked?: boolean
  inputType: 'text' | 'number' | 'date'
}

/** An active filter. */
export interface FilterChip {
  /** "Price", "at least", "10" */
  label: string
  operator: string
  value: string
  /** The list without it. */
  removeHref: string
}

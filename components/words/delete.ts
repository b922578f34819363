import { count } from './shared'

export const title = (what: string) => `Delete ${what}`

/** The effects of a delete on the rows of a table. */
export const effects = {
  block: 'blocks',
  forbidden: 'no permission to delete',
  delete: 'deleted',
  'set null': 'cleared',
  'set default': 'set to default',
  mark: 'marked as deleted',
  stay: 'stays',
} as const

export const columns = { table: 'Rows of', count: 'Count', effect: 'What happens', samples: 'Among them' } as const
export const through = (field: string) => `by ${field}`
export const rows = (number: number, more: boolean) => `${more ? 'more than ' : ''}${count(number)}`
export const notShown = 'not shown'
export const andOthers = 'and others'

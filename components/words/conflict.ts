import { plural } from '@/admin/client'

export const deleted = (singular: string, by: string | null) =>
  `This ${singular} has been deleted${by === null ? '' : ` (${by})`}. Your input is still here to copy.`
export const savedFirst = (by: string | null) =>
  by === null ? 'Someone else saved this first.' : `Saved first by ${by}.`
export const merged = 'You changed different fields. Both sets of changes are merged below. Save to keep them.'
export const choose = (fields: number) =>
  plural(fields, {
    one: 'You both changed one field. Choose a value, then save.',
    other: `You both changed ${fields} fields. Choose a value, then save.`,
  })

export const field = 'Field'
export const theirs = 'Theirs'
export const mine = 'Mine'
/** A radio button of the field that both changed. */
export const choice = (side: 'theirs' | 'mine', value: string) => `${side === 'mine' ? mine : theirs}: ${value}`
export const was = (before: string) => `was ${before}`
export const theirChange = 'their change'
export const unchanged = 'unchanged'
export const kept = 'kept'

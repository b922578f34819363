import type { PeriodUnit } from '../fields/group-period'
import { plural } from './plural'

/** "Created at by month" */
export const byPeriod = (label: string, unit: PeriodUnit) => `${label} by ${unit}`
export const noGroup = (name: string) => `This list cannot be grouped by “${name}”.`
export const groups = (shown: number) => plural(shown, { one: '1 group', other: `${shown} groups` })
export const mostRows = (shown: number) => `The ${shown} groups with the most rows. There are more.`
export const latest = (shown: number) => `The ${shown} latest periods. There are more.`
export const tooSlow =
  'Grouping took too long and was stopped. Filter the list, ask for fewer totals, or group by another column.'
export const noValue = 'No value'
export const emptyText = '(empty)'

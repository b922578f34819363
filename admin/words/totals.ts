import type { TotalId } from '../fields/totals'

/** How a total is named, at the foot of a list's columns and in its menus. */
export const totalLabels: Readonly<Record<TotalId, string>> = {
  sum: 'Sum',
  avg: 'Average',
  min: 'Minimum',
  max: 'Maximum',
  distinct: 'Different values',
}
export const noTotal = (name: string) => `This list has no total “${name}”.`
export const totalTwice = (name: string) => `The total “${name}” occurs twice.`
export const tooManyTotals = (most: number) => `A list shows at most ${most} totals.`
export const someTooSlow = 'Some totals took too long and were stopped. Filter the list, or ask for fewer.'
export const cannotBeTotalled = 'Some totals are too large to compute, or their values cannot be totalled.'

import type { Budget, Result } from './report'
import type { Exported } from './special'

interface Figures {
  readonly results: readonly Result[]
  readonly exported?: Exported
  readonly memory?: number
  /** The list's processor time divided by that of an empty page, measured alternately. */
  readonly listRatio?: number
}

const kib = 1024
const kilobyte = 1000

/** The budgets of the pages that were measured. */
export function budgetsOf({ results, exported, memory, listRatio }: Figures): Budget[] {
  const of = (name: string) => results.find((result) => result.name === name)
  const empty = of('empty page')
  const first = of('list, first page')
  const budgets: Budget[] = []
  const most = (what: string, value: number | undefined, [limit, unit]: [number, string]) => {
    if (value !== undefined) budgets.push({ what, value, most: limit, unit })
  }
  const over = (part: number | undefined, base: number | undefined) =>
    part === undefined || base === undefined ? undefined : part - base
  const ratio = (part: number | undefined, base: number | undefined) =>
    part === undefined || base === undefined ? undefined : part / base

  most('list, processor over the empty page', listRatio, [2.5, '×'])
  const pages = ['list, first page', 'list, in the middle', 'list, last page'].flatMap(
    (name) => of(name)?.times.median ?? [],
  )
  if (pages.length === 3) most('first, middle and last page apart', Math.max(...pages) / Math.min(...pages), [1.5, '×'])
  for (const { name, queries } of results)
    if (/^(list|orders)/.test(name)) most(`${name}, queries beside the session’s`, queries, [3, ''])
  const form = of('change form')
  const scripts = (page: Result | undefined) => ratio(over(page?.weight?.script, empty?.weight?.script), kilobyte)
  most('list, JavaScript over the empty page', scripts(first), [25, 'kB'])
  most('form, JavaScript over the empty page', scripts(form), [45, 'kB'])

  const inline = (rows: string) => of(`form, ${rows} rows in an inline`)?.times.median
  // No index of the demo has their order, so the newest rows are found by sorting all of them.
  most('form, 50,000 rows in an inline over 1,000', ratio(inline('50,000'), inline('1,000')), [4, '×'])
  most(
    'list with related rows over one without',
    ratio(of('list with related rows')?.cpu, of('list without related rows')?.cpu),
    [2, '×'],
  )

  const saved = (name: string) => of(`save, ${name}`)?.times.median
  most(
    'save with 20 changed rows of an inline over a plain one',
    ratio(saved('an order with 20 changed items'), saved('an order alone')),
    [3, '×'],
  )
  most(
    'save of one of 50,000 rows over one of 1,000',
    ratio(saved('one of 50,000 rows in an inline'), saved('one of 1,000 rows in an inline')),
    [4, '×'],
  )

  most('list, median', first?.times.median, [64, 'ms'])
  if (first?.load)
    budgets.push({ what: 'list, at 8 readers', value: first.load.perSecond, least: 16, unit: 'a second' })
  most('list, in the middle, median', of('list, in the middle')?.times.median, [251, 'ms'])
  most('list, search, median', of('list, search “son”')?.times.median, [423, 'ms'])
  most('orders by total, median', of('orders by total, page 2')?.times.median, [584, 'ms'])
  most('change form, median', form?.times.median, [33, 'ms'])
  most('save, median', of('save')?.times.median, [24, 'ms'])
  if (first?.weight)
    most('list, JavaScript and style sheets', (first.weight.script + first.weight.style) / kib, [344, 'KiB'])
  most('memory after 500 lists, over the empty server', memory, [148, 'MiB'])
  most('CSV of all customers', exported?.seconds, [26, 's'])
  most('CSV, memory while it is sent', exported?.memory, [100, 'MiB'])
  return budgets
}

import type { Load, Times, Weight } from './measure'

export interface Result {
  readonly name: string
  readonly times: Times
  readonly load?: Load
  readonly cpu: number
  readonly queries: number
  readonly weight?: Weight
  /** Milliseconds of the query alone. */
  readonly bare?: number
}

const number = (value: number | undefined, digits = 1) =>
  value === undefined || Number.isNaN(value) ? '–' : value.toFixed(digits)
const kib = (bytes: number | undefined) => (bytes === undefined ? '–' : (bytes / 1024).toFixed(1))

/** One line per page; times in milliseconds, sizes in KiB. */
export function printTable(results: readonly Result[]): void {
  const empty = results.find(({ name }) => name === 'empty page')
  const head = [
    'screen',
    'median',
    'p95',
    'at 8, 1/s',
    'cpu',
    '× empty',
    'queries',
    'html',
    'sent',
    'js',
    'css',
    'bare sql',
  ]
  const rows = results.map(({ name, times, load, cpu, queries, weight, bare }) => [
    name,
    number(times.median),
    number(times.p95),
    number(load?.perSecond),
    number(cpu, 2),
    empty ? number(cpu / empty.cpu, 2) : '–',
    number(queries),
    kib(weight?.html),
    kib(weight?.sent),
    kib(weight?.script),
    kib(weight?.style),
    number(bare, 2),
  ])
  const widths = head.map((title, index) => Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)))
  for (const row of [head, ...rows])
    console.log(
      row
        .map((cell, index) => (index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)))
        .join('  '),
    )
}

export interface Budget {
  readonly what: string
  readonly value: number
  readonly most?: number
  readonly least?: number
  readonly unit: string
}

/** @returns The number of budgets exceeded. */
export function printBudgets(budgets: readonly Budget[]): number {
  let over = 0
  for (const { what, value, most, least, unit } of budgets) {
    const kept = (most === undefined || value <= most) && (least === undefined || value >= least)
    if (!kept) over++
    const limit = most === undefined ? `at least ${least}` : `at most ${most}`
    console.log(`${kept ? 'ok  ' : 'over'}  ${what}: ${number(value, value < 10 ? 2 : 0)} ${unit} (${limit})`)
  }
  return over
}

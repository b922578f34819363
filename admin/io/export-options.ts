import { badQuery, shorten } from '../errors/bad-query'
import type { ListField } from '../query/list-field'
import type { AdminContext } from '../site/context'
import type { Parameters } from '../site/paths'
import { CsvLines, headerLine } from './csv-line'
import { JsonLines } from './json-line'
import type { LineWriter } from '../query/list-rows'
import * as words from '../words/export'

/** How a file is written that has what a list shows. */
export interface ExportOptions {
  format: 'csv' | 'jsonl'
  /** References are keys. Default: the names of their rows. */
  withKeys: boolean
  /** The time zone of times; null for the user's own. */
  timeZone: string | null
}

/** Writes the rows of a file, after its first line. */
export interface ExportWriter extends LineWriter {
  readonly header: string
  finish(lines: string): string
}

const own = new Set(['~format', '~references', '~zone', '~columns'])

/**
 * The options of an export, which are parameters beside those of its list: `~format=jsonl`, `~references=keys`, `~zone=UTC`, and
 * `~columns`, once for each column.
 *
 * @throws {AdminError} `BAD_QUERY` for an option that does not exist.
 */
export function exportOptions(parameters: Parameters): { options: ExportOptions; list: Parameters } {
  const word = (name: string) => parameters.find(([key]) => key === name)?.[1] ?? ''
  const format = word('~format') || 'csv'
  if (format !== 'csv' && format !== 'jsonl') throw badQuery(words.noFormat(shorten(format)))
  const zone = word('~zone')
  if (zone !== '' && !isZone(zone)) throw badQuery(words.noZone(shorten(zone)))
  const columns = parameters.filter(([name, value]) => name === '~columns' && value !== '').map(([, value]) => value)
  const list = parameters.filter(
    ([name]) => !own.has(name) && name !== 'totals' && name !== 'group' && !(name === 'columns' && columns.length > 0),
  )
  return {
    options: { format, withKeys: word('~references') === 'keys', timeZone: zone === '' ? null : zone },
    list: columns.length > 0 ? [...list, ['columns', columns.join(',')]] : list,
  }
}

function isZone(timeZone: string): boolean {
  try {
    return /^[\w+/-]+$/u.test(timeZone) && new Intl.DateTimeFormat('en', { timeZone }).format(0) !== ''
  } catch {
    return false
  }
}

/** What writes the lines of an export. */
export function exportWriter(
  ctx: AdminContext,
  fields: readonly ListField[],
  { format, withKeys }: ExportOptions,
): ExportWriter {
  if (format === 'jsonl') return new JsonLines(ctx, fields, withKeys)
  const lines = new CsvLines(ctx, fields, withKeys)
  return {
    header: headerLine(fields),
    sqlOf: (cell, label) => lines.sqlOf(cell, label),
    finish: (text) => lines.finish(text),
  }
}

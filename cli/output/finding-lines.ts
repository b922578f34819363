import { byteCount, wholeNumber } from '@/migrate/lint/amounts'
import { gravest, type Finding, type FindingClass } from '@/migrate/lint/finding'
import type { Terminal } from './terminal'

const words: Readonly<Record<FindingClass, string>> = {
  safe: 'safe',
  locks: 'locks',
  rewrites: 'rewrites',
  breaks: 'breaks',
  'loses-data': 'loses data',
}

const width = Math.max(...Object.values(words).map((word) => word.length)) + 2

/** Prints the findings that are not harmless, each with the safe way. */
export function printFindings(findings: readonly Finding[], terminal: Pick<Terminal, 'print'>): void {
  for (const finding of findings) {
    if (finding.class === 'safe') continue
    const indent = ' '.repeat(width + 2)
    terminal.print(`  ${words[finding.class].padEnd(width)}${describe(finding)}: ${finding.message}`)
    terminal.print(`${indent}${finding.advice} (${finding.docs})`)
  }
  if (findings.length > 0 && gravest(findings) === 'safe') terminal.print('  Safe to apply while the site is running.')
}

/** `statement 2, books (300 rows, 96 kB), 150 values` */
function describe({ number, table, rows, isEstimate, bytes, lost, class: kind }: Finding): string {
  const parts = [`statement ${number}`]
  if (table !== undefined) parts.push(`${table}${sizeOf({ rows, isEstimate, bytes })}`)
  if (kind === 'loses-data' && lost !== undefined) parts.push(`${wholeNumber(lost)} to lose`)
  return parts.join(', ')
}

function sizeOf({ rows, isEstimate, bytes }: Pick<Finding, 'rows' | 'isEstimate' | 'bytes'>): string {
  if (rows === undefined || bytes === undefined) return ''
  const about = isEstimate === true ? 'about ' : ''
  return ` (${about}${wholeNumber(rows)} ${rows === 1 ? 'row' : 'rows'}, ${byteCount(bytes)})`
}

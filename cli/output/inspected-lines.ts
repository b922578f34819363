import path from 'node:path'
import type { Terminal } from './terminal'

/** The result of `inspectdb`, as `--json` prints it. */
export interface InspectedReport {
  readonly database: string
  /** `schema.table`. */
  readonly tables: readonly string[]
  readonly views: readonly string[]
  readonly enums: readonly string[]
  readonly notInDrizzle: readonly {
    schema: string
    table: string | null
    what: string
    name: string
    statement: string | null
  }[]
  readonly files: readonly string[]
  /** The schema, if `--print` is given. */
  readonly code?: string
}

export function printInspected(terminal: Terminal, { report, json }: { report: InspectedReport; json: boolean }): void {
  const files = report.files.map((file) => path.relative(process.cwd(), file) || file)
  if (json) return terminal.print(JSON.stringify({ ...report, files }, null, 2))
  const counts = [counted(report.tables, 'table'), counted(report.views, 'view'), counted(report.enums, 'enum')]
  terminal.print(`Found ${counts.filter((words) => words !== '').join(', ')} in ${report.database}.`)
  for (const file of files) terminal.print(`Wrote ${file}`)
  if (report.notInDrizzle.length === 0) return
  terminal.print('')
  terminal.print(
    'Drizzle cannot express these. They are kept as comments in the schema and as statements in the baseline, unless marked:',
  )
  for (const { schema, table, what, name, statement } of report.notInDrizzle)
    terminal.print(
      `  ${schema}${table === null ? '' : `.${table}`}: ${what} ${name}${statement === null ? ' (not in the baseline)' : ''}`,
    )
}

function counted(list: readonly string[], word: string): string {
  if (list.length === 0) return ''
  return list.length === 1 ? `1 ${word}` : `${list.length} ${word}s`
}

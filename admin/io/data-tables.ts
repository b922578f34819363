import { AdminError } from '../errors'
import type { Site } from '../site/site'
import { shownName } from './data-format'
import type { StoredTable } from '../postgres/data-catalogue'

export interface DataChoice {
  /** `products`, `crm.contacts`. The default is all. */
  readonly tables?: readonly string[]
  readonly exclude?: readonly string[]
  /** Include Brolly's own tables: accounts, permissions, the audit log. Default false. */
  readonly brolly?: boolean
}

/** Tables that a new database fills by itself, and short-lived data. */
const passing = new Set(['migrations', 'sessions', 'submit_tokens', 'attempts', 'pending_log_ins', 'used_challenges'])

/**
 * The tables of the database that the schema describes, limited to the selection.
 *
 * @throws {AdminError} `INVALID` naming a table that does not exist.
 */
export function chosenTables(
  stored: readonly StoredTable[],
  site: Site,
  { tables = [], exclude = [], brolly = false }: DataChoice,
): StoredTable[] {
  const described = new Set(
    site.schema.tables
      .filter(({ kind, schema }) => kind === 'table' && schema !== 'brolly')
      .map(({ schema, name }) => key({ schema: schema ?? 'public', table: name })),
  )
  const missing = [...described].find((name) => !stored.some((table) => key(table) === name))
  if (missing !== undefined && tables.length === 0)
    throw new AdminError(
      'INVALID',
      `The database has no table ${shown(missing)}. Apply pending migrations with: npx brolly migrate`,
    )
  const all = stored.filter(
    (table) => described.has(key(table)) || (brolly && table.schema === 'brolly' && !passing.has(table.table)),
  )
  for (const name of [...tables, ...exclude]) tableNamed(all, name)
  return all.filter(
    (table) =>
      (tables.length === 0 || tables.some((name) => isNamed(table, name))) &&
      !exclude.some((name) => isNamed(table, name)),
  )
}

/** @throws {AdminError} `INVALID` if no table has the name. */
export function tableNamed(tables: readonly StoredTable[], name: string): StoredTable {
  const found = tables.find((table) => isNamed(table, name))
  if (!found)
    throw new AdminError('INVALID', `Table ${name} not found. The tables are ${tables.map(shownName).join(', ')}.`)
  return found
}

/** Tables that are referenced only by `relations()`: their keys must not change. */
export function loosely(stored: readonly StoredTable[], site: Site): Set<StoredTable> {
  const targets = site.schema.tables
    .flatMap(({ links }) => links.filter(({ source }) => source === 'relations').map(({ target }) => target))
    .map(({ schema, name }) => key({ schema: schema ?? 'public', table: name }))
  return new Set(stored.filter((table) => targets.includes(key(table))))
}

function isNamed(table: StoredTable, name: string): boolean {
  return shownName(table) === name || `${table.schema}.${table.table}` === name
}

function key({ schema, table }: { schema: string; table: string }): string {
  return JSON.stringify([schema, table])
}

function shown(name: string): string {
  const [schema, table]: unknown[] = JSON.parse(name)
  return shownName({ schema: String(schema), table: String(table) })
}

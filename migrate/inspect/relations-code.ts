import pluralize from 'pluralize'
import { camelCase, Identifiers, quote } from './identifiers'
import type { InspectedConstraint } from './shape'
import { reach, type NamedTable, type TableNames } from './table-code'

interface Key {
  readonly from: NamedTable
  readonly target: NamedTable
  readonly columns: readonly string[]
  readonly targetColumns: readonly string[]
  /** The name on the side that holds the key. */
  readonly one: string
}

/** `relations()` for every foreign key, in both directions, so that queries can follow them by name. */
export function relationsCode(tables: readonly NamedTable[], names: TableNames): string[] {
  const taken = new Map(tables.map((table) => [table, new Identifiers(table.keys.values())]))
  const keys = tables.flatMap((from) =>
    foreignKeysOf(from, names).map((key): Key => ({ ...key, one: claim(taken.get(from), oneName(key), 'Row') })),
  )
  const lines = new Map<NamedTable, string[]>(tables.map((table) => [table, []]))
  for (const key of keys) {
    const name = isAmbiguous(key, keys) ? quote(`${key.from.variable}_${key.one}`) : null
    lines.get(key.from)?.push(`${key.one}: ${oneCode(key, name)}`)
    const many = claim(taken.get(key.target), manyName(key, keys), 'Rows')
    const options = name === null ? '' : `, { relationName: ${name} }`
    lines
      .get(key.target)
      ?.push(`${many}: ${name === null && isUnique(key) ? 'one' : 'many'}(${key.from.variable}${options})`)
  }
  return [...lines].flatMap(([table, entries]) => (entries.length === 0 ? [] : [declaration(table, entries, names)]))
}

function declaration(table: NamedTable, entries: readonly string[], names: TableNames): string {
  const helpers = ['one', 'many'].filter((helper) => entries.some((entry) => entry.includes(`: ${helper}(`)))
  const body = entries.map((entry) => `  ${entry},`).join('\n')
  const variable = names.relationsVariable(table)
  return `export const ${variable} = relations(${table.variable}, ({ ${helpers.join(', ')} }) => ({\n${body}\n}))\n`
}

function foreignKeysOf(from: NamedTable, names: TableNames): Omit<Key, 'one'>[] {
  return from.table.constraints.flatMap(({ kind, target, columns }) => {
    const found = kind === 'f' && target ? names.find(target.schema, target.table) : undefined
    return found && target ? [{ from, target: found, columns, targetColumns: target.columns }] : []
  })
}

function claim(taken: Identifiers | undefined, wanted: string, suffix: string): string {
  return taken?.claimProperty(wanted, suffix) ?? wanted
}

/** `category_id` → `category`. A key of several columns is named after its target table. */
function oneName({ columns, target }: Omit<Key, 'one'>): string {
  const [column = ''] = columns
  if (columns.length > 1) return camelCase(pluralize.singular(target.table.name))
  const short = column.replace(/(_id|_ID|Id|ID)$/u, '')
  return camelCase(short === '' ? column : short)
}

function manyName(key: Key, keys: readonly Key[]): string {
  const rival = keys.some((other) => other !== key && other.from === key.from && other.target === key.target)
  const by = rival || key.from === key.target ? `By${key.one.charAt(0).toUpperCase()}${key.one.slice(1)}` : ''
  return isUnique(key) && by === '' ? camelCase(pluralize.singular(key.from.table.name)) : key.from.variable + by
}

function oneCode({ from, target, columns, targetColumns }: Key, relationName: string | null): string {
  const name = relationName === null ? '' : `, relationName: ${relationName}`
  const fields = reach(from, from.variable, columns)
  return `one(${target.variable}, { fields: ${fields}, references: ${reach(target, target.variable, targetColumns)}${name} })`
}

/** Drizzle distinguishes two relations between the same tables only by an explicit name. */
function isAmbiguous(key: Key, keys: readonly Key[]): boolean {
  if (key.from === key.target) return true
  return keys.some((other) => other !== key && joins(other, key.from) && joins(other, key.target))
}

function joins(key: Key, table: NamedTable): boolean {
  return key.from === table || key.target === table
}

/** Whether at most one row can refer to a target row: the key's columns cover a unique constraint. */
function isUnique({ from, columns }: Key): boolean {
  const same = (constraint: InspectedConstraint) =>
    (constraint.kind === 'p' || constraint.kind === 'u') &&
    constraint.columns.length === columns.length &&
    constraint.columns.every((column) => columns.includes(column))
  return from.table.constraints.some(same)
}

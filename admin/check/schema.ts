import pluralize from 'pluralize'
import type { ColumnModel, TableModel } from '../schema/model'
import type { Site } from '../site/site'
import type { Problem } from './problem'

/** Problems in the schema itself: it works, but has a cost that may be unintended. */
export function checkSchema(site: Site): Problem[] {
  return site.admins
    .filter((admin) => !admin.system && admin.table.kind === 'table')
    .flatMap((admin) => [
      ...withoutKey(admin.table),
      ...unindexedReferences(admin.table),
      ...looseReferences(site, admin.table),
      ...(admin.label.kind === 'key' ? nameless(admin.table) : []),
    ])
}

function withoutKey(table: TableModel): Problem[] {
  if (table.key.length > 0) return []
  return [
    {
      id: 'brolly.W001',
      level: 'warning',
      where: table.path,
      message:
        'has neither a primary key nor a unique index over NOT NULL columns: its rows can be listed but not opened.',
      hint: 'Add a primary key.',
    },
  ]
}

/** PostgreSQL does not create an index for a foreign key: each delete of a referenced row reads the whole table. */
function unindexedReferences(table: TableModel): Problem[] {
  return table.links
    .filter((link) => link.source === 'foreign key' && !link.columns.some((column) => table.indexed.has(column.name)))
    .map((link): Problem => {
      const names = link.columns.map((column) => column.name).join(', ')
      const keys = link.columns.map((column) => `t.${column.key}`).join(', ')
      return {
        id: 'brolly.W002',
        level: 'warning',
        where: `${table.path}: ${names}`,
        message: `references ${link.target.path} without an index: finding or deleting related rows scans the whole table.`,
        hint: `Add index().on(${keys}) to the table.`,
      }
    })
}

/** A `customer_id` next to a table `customers` with the same type of key, but no foreign key between them. */
function looseReferences(site: Site, table: TableModel): Problem[] {
  return table.columns.flatMap((column): Problem[] => {
    const target = column.link === null && !table.key.includes(column) ? namedTarget(site, column) : undefined
    // `account.account_id` is an id in another system.
    if (!target || target === table) return []
    return [
      {
        id: 'brolly.W003',
        level: 'warning',
        where: `${table.path}: ${column.name}`,
        message: `is named like a reference to ${target.path} but is not one.`,
        hint: `Add .references(() => ${target.exportName}.${target.key[0]?.key ?? 'id'}), or declare it in relations().`,
      },
    ]
  })
}

function namedTarget(site: Site, column: ColumnModel): TableModel | undefined {
  const stem = /^(.+)_id$/iu.exec(column.name)?.[1]?.toLowerCase()
  if (stem === undefined) return undefined
  return site.admins
    .map((admin) => admin.table)
    .find((candidate) => {
      const [key] = candidate.key
      return (
        candidate.schema === column.table.schema &&
        candidate.kind === 'table' &&
        candidate.key.length === 1 &&
        key?.secret === false &&
        key.baseType === column.baseType &&
        (candidate.name.toLowerCase() === stem || pluralize.singular(candidate.name.toLowerCase()) === stem)
      )
    })
}

function nameless(table: TableModel): Problem[] {
  const from = [...new Set(table.backlinks.map((link) => link.from.path))]
  if (from.length === 0 || table.joinTable || table.key.every((column) => column.secret)) return []
  return [
    {
      id: 'brolly.W004',
      level: 'warning',
      where: table.path,
      message: `has no column that can label its rows, so ${from.slice(0, 3).join(', ')} show the key instead.`,
      hint: 'Declare a label in its admin.',
    },
  ]
}

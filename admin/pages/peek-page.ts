import type { AdminContext } from '../site/context'
import { columnsAllowed } from '../permissions/columns-allowed'
import { defaultFields } from '../query/list-columns'
import { loadRecord } from '../query/load-record'
import { adminPath } from '../site/paths'
import type { Admin } from '../site/site'
import { shownField } from './record-fields'
import type { PeekCard } from './shapes/peek'

const mostFields = 8

/**
 * A record at a glance: the first columns of its list, under the rules that its own page has. One query.
 * @throws {AdminError} `FORBIDDEN`, `NOT_FOUND`
 */
export async function peekPage(ctx: AdminContext, admin: Admin, { key }: { key: string }): Promise<PeekCard> {
  const record = await loadRecord(ctx, admin, { key })
  const label = admin.label.kind === 'columns' && admin.label.columns.length === 1 ? admin.label.columns[0] : undefined
  const listed = defaultFields(ctx, admin).flatMap((field) => (field.kind === 'column' ? [field.column] : []))
  const columns = [...new Set([...listed, ...columnsAllowed(ctx, admin).filter((column) => !column.type.heavy)])]
  return {
    title: record.label,
    table: admin.singular,
    href: `${adminPath(ctx, admin)}/${key}`,
    fields: columns
      .filter((column) => column !== label)
      .slice(0, mostFields)
      .map((column) => shownField(ctx, column, record)),
  }
}

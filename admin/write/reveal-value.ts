import { recordSecurity } from '../audit/security-log'
import { revealAction, revealedColumn, writeEntries } from '../audit/write-entries'
import { AdminError } from '../errors'
import { mayReveal } from '../permissions/may-reveal'
import { loadRecord } from '../query/load-record'
import { noValue, visibleColumn } from '../query/whole-value'
import type { AdminContext } from '../site/context'
import { adminSlug, apiPath } from '../site/paths'
import type { Admin } from '../site/site'
import * as words from '../words/rows'
import { inTransaction } from './retry'

/** Where a masked value is asked for. */
export const revealHref = (ctx: AdminContext, admin: Admin, { key, column }: { key: string; column: string }): string =>
  `${apiPath(ctx, `reveal/${adminSlug(admin)}`)}?${new URLSearchParams({ key, column }).toString()}`

/**
 * The value of a personal column, in the form's text. Showing it leaves an entry in the audit log, and in the security log;
 * without the entry there is no value.
 *
 * @throws {AdminError} `NOT_FOUND` for a row, column or value that does not exist for this actor; `FORBIDDEN` without the
 *   permission `<table>.reveal`.
 */
export async function revealValue(
  ctx: AdminContext,
  admin: Admin,
  { key, column: name }: { key: string; column: string },
): Promise<string> {
  const column = visibleColumn(ctx, admin, name)
  if (column.mask === null) throw noValue()
  if (!mayReveal(ctx, admin, column)) throw new AdminError('FORBIDDEN', words.mayNotReveal)
  const value = await inTransaction(ctx, async (tx) => {
    const record = await loadRecord(tx, admin, { key })
    const found = record.personal[column.key] ?? null
    if (found === null) throw noValue()
    const entry = { table: admin.table, key: record.key, label: record.label, action: revealAction }
    await writeEntries(tx, [{ ...entry, changes: { [revealedColumn]: [null, column.name] } }])
    return found
  })
  await recordSecurity(ctx, { kind: 'revealed', detail: { table: admin.path, column: column.label, key } })
  return column.valueType.toForm(value, column, ctx)
}

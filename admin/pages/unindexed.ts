import { indexName } from '../advise/index-idea'
import { quantityWords } from '../query/count-rows'
import { estimatedRows } from '../query/statistics'
import type { AdminContext } from '../site/context'
import type { WayIn } from '../site/ways-in'
import * as words from '../words/neighbours'

/**
 * Says that rows which refer here are not read because no index finds them, and which one would: in the same words as the
 * advice on indexes.
 *
 * @param left What is left out: `Not counted`.
 */
export function unindexedNotice(
  ctx: AdminContext,
  { child, columns }: Pick<WayIn, 'child' | 'columns'>,
  left: string,
): string {
  const rows = estimatedRows(ctx, child.table)
  const size = rows === null ? '' : words.size(quantityWords({ kind: 'about', rows }, ctx.locale))
  const index = indexName({
    table: child.table,
    kind: 'btree',
    columns: columns.map((column) => ({ column, descending: false })),
  })
  return words.unindexed({ left, columns: columns.map(({ name }) => name).join(', '), size, index })
}

import { shortened } from '../fields/shown-text'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'

/**
 * A value that the log has kept, as its column shows it where it is only read.
 *
 * @param most In characters; what is longer is cut.
 * @returns The value as it was recorded if the column can no longer read it: its type may have changed since.
 */
export function pastText(
  ctx: AdminContext,
  column: ColumnModel,
  { value, most }: { value: string; most: number },
): string {
  try {
    return shortened(column.type.toReading(value, column, ctx), most)
  } catch {
    return shortened(value, most)
  }
}

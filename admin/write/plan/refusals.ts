import { AdminError } from '../../errors'
import { databaseFailure, isPolicyViolation } from '../../postgres/errors'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import * as words from '../../words/plan'
import * as saveWords from '../../words/save'
import { inSavepoint } from '../retry'
import { translateWriteError } from '../write-errors'
import { RowFailure } from '../write-rows'
import type { ChosenRow } from './chosen-rows'

/** Rows that stay as they are, for one reason. */
export interface Refusal {
  reason: string
  rows: readonly ChosenRow[]
}

/** Certain rows of a batch that were refused, for a reason that is known. */
export class RowsRefused extends Error {
  override readonly name = 'RowsRefused'
  readonly keys: ReadonlySet<string>

  constructor(keys: ReadonlySet<string>, cause: AdminError) {
    super('RowsRefused', { cause })
    this.keys = keys
  }
}

/** After this many rows that the database refuses, the plan as a whole is refused: nobody would read them. */
const mostRefused = 1_000

/** Collects the rows of a plan that are refused, by reason. */
export class Refusals {
  readonly #byReason = new Map<string, ChosenRow[]>()
  #count = 0

  /** @throws {AdminError} `INVALID` if there are too many. */
  add(reason: string, rows: readonly ChosenRow[]): void {
    this.#byReason.set(reason, [...(this.#byReason.get(reason) ?? []), ...rows])
    this.#count += rows.length
    if (this.#count > mostRefused) throw new AdminError('INVALID', words.tooManyRefused(mostRefused, reason))
  }

  all(): Refusal[] {
    return [...this.#byReason].map(([reason, rows]) => ({ reason, rows }))
  }
}

/**
 * Writes rows in savepoints. If the database refuses some, the others are written without them: a failed batch is
 * divided until the rows that failed are alone.
 *
 * @param request.write Writes all of these rows, or throws. A `RowFailure` or `RowsRefused` says which have failed.
 * @returns The number of rows that changed.
 * @throws Whatever stops the plan as a whole, such as a deadlock or a statement that was cancelled.
 */
export async function writeEach<Row extends ChosenRow>(
  ctx: AdminContext,
  admin: Admin,
  { rows, refusals, write }: { rows: readonly Row[]; refusals: Refusals; write: WriteRows<Row> },
): Promise<number> {
  if (rows.length === 0) return 0
  try {
    return await inSavepoint(ctx, (tx) => write(tx, rows))
  } catch (error) {
    const again = (part: readonly Row[]) => writeEach(ctx, admin, { rows: part, refusals, write })
    const cause = error instanceof RowFailure || error instanceof RowsRefused ? error.cause : error
    if (stopsAll(cause)) throw cause
    const failed = failedRows(error, rows)
    if (failed.length > 0) {
      refusals.add(await reasonOf(ctx, admin, cause), failed)
      // Up to the failed row all went well, so a second failure is more likely behind it.
      const at = rows.indexOf(failed[0] as Row)
      const rest = rows.slice(at + 1).filter((row) => !failed.includes(row))
      return (await again(rows.slice(0, at))) + (await again(rest))
    }
    const middle = Math.ceil(rows.length / 2)
    return (await again(rows.slice(0, middle))) + (await again(rows.slice(middle)))
  }
}

export type WriteRows<Row> = (tx: AdminContext, rows: readonly Row[]) => Promise<number>

/** Empty if the error does not say which rows failed. */
function failedRows<Row extends ChosenRow>(error: unknown, rows: readonly Row[]): Row[] {
  if (error instanceof RowsRefused) return rows.filter(({ key }) => error.keys.has(key))
  if (error instanceof RowFailure) return rows.slice(error.index, error.index + 1)
  return rows.length === 1 ? [...rows] : []
}

/**
 * Classes of SQLSTATEs that are about the values of a row: data, constraints, functions that raise an error, views with
 * a condition, and rules that replace a statement. Anything else, such as a cancelled statement, a lost connection or a
 * full disk, would happen with any row.
 */
const ofRow = /^(?:22|23|38|39|44|P0|0A|XX)/u

/** Whether an error is about none of the rows, so that no other one could be written either. */
export function stopsAll(error: unknown): boolean {
  if (error instanceof AdminError) return false
  const failure = databaseFailure(error)
  return failure === null || !(ofRow.test(failure.code) || isPolicyViolation(failure))
}

/** @throws What is no refusal of a row, such as a lost connection. */
export async function reasonOf(ctx: AdminContext, admin: Admin, error: unknown): Promise<string> {
  const known = await translateWriteError(ctx, admin, { error, undone: '' })
  if (!(known instanceof AdminError)) throw known
  const [field] = Object.entries(known.fields)
  return (field?.[1] ?? known.message).replace(saveWords.nothingSaved, '').trim()
}

import { readJoined, readOthers, type FoundRow, type JoinedRow } from '../../query/many-rows'
import type { LoadedRecord } from '../../query/load-record'
import { inSentence } from '../../schema/names'
import type { AdminContext } from '../../site/context'
import type { ManyRelation } from '../../site/many'
import type { Admin } from '../../site/site'
import type { PostedForm } from '../form-values'
import * as words from '../../words/many'
import * as rowsWords from '../../words/rows'
import { mayAddRelated, mayOrderRelated, mayRemoveRelated, writableMany } from './many-in-form'
import { differenceIn, manyName, type ManyDifference } from './posted-many'

/** What a save changes in one relation. */
export interface StagedMany {
  many: ManyRelation
  added: readonly FoundRow[]
  removed: readonly JoinedRow[]
  /** The keys of the other side in their new order; null or undefined if no row has to be moved. */
  order?: readonly string[] | null
}

/** More than a user would choose in one form. */
const mostChanged = 1000

interface Staging {
  /** Null while adding. */
  record: LoadedRecord | null
  form: PostedForm
  /** By form name; problems are added. */
  errors: Record<string, string>
}

/**
 * The differences in the form's many-to-many relations. What another user has added or removed meanwhile is not a
 * difference, and stays.
 */
export async function stageMany(
  ctx: AdminContext,
  admin: Admin,
  { record, form, errors }: Staging,
): Promise<StagedMany[]> {
  const staged: StagedMany[] = []
  for (const many of writableMany(ctx, admin, record?.values ?? null)) {
    const difference = differenceIn(form, many)
    if (difference === null || isNothing(difference)) continue
    const found = await stageOne(ctx, many, { record, ...difference })
    if (typeof found === 'string') errors[manyName(many)] = found
    else if (!isNothing(found)) staged.push(found)
  }
  return staged
}

const isNothing = ({
  added,
  removed,
  order,
}: Pick<StagedMany, 'order'> & { added: readonly unknown[]; removed: readonly unknown[] }) =>
  added.length + removed.length === 0 && (order ?? null) === null

interface Difference extends ManyDifference {
  record: LoadedRecord | null
}

/** @returns A message if the relation cannot be changed like this. */
async function stageOne(
  ctx: AdminContext,
  many: ManyRelation,
  { record, added, removed, order }: Difference,
): Promise<StagedMany | string> {
  const other = many.way.join.otherAdmin
  if (added.length + removed.length > mostChanged) return words.tooMany(mostChanged)
  if (added.length > 0 && !mayAddRelated(ctx, many)) return words.mayNotAdd(inSentence(other.plural))
  if (removed.length > 0 && !mayRemoveRelated(ctx, many)) return words.mayNotRemove(inSentence(other.plural))
  if (order !== null && order.length > mostChanged) return words.tooManyToOrder(mostChanged)
  if (order !== null && record !== null && !mayOrderRelated(ctx, many))
    return words.mayNotOrder(inSentence(other.plural))
  const others = await readOthers(ctx, many, added)
  // In the order in which they were chosen.
  const wanted = added.flatMap((key) => others.find((other) => other.key === key) ?? [])
  if (wanted.length < added.length) return rowsWords.noSuch(other.singular)
  const values = record === null ? null : parentValues(many, record)
  const keys = [...added, ...removed]
  const joined = values === null ? [] : await readJoined(ctx, many, { values, keys, limit: keys.length })
  const leaving = joined.filter(({ key }) => removed.includes(key))
  const kept = leaving.find(({ removable }) => !removable)
  if (kept) return words.mayNotRemoveOne(kept.label)
  const there = new Set(joined.map(({ key }) => key))
  const arriving = wanted.filter(({ key }) => !there.has(key))
  const isMoved = order !== null && values !== null && (await isNewOrder(ctx, many, { values, order, arriving }))
  return { many, added: arriving, removed: leaving, order: isMoved ? order : null }
}

interface Ordered {
  values: readonly string[]
  order: readonly string[]
  arriving: readonly FoundRow[]
}

/** False if the rows have this order already, or will have after the new ones were added at the end. */
async function isNewOrder(
  ctx: AdminContext,
  many: ManyRelation,
  { values, order, arriving }: Ordered,
): Promise<boolean> {
  const rows = await readJoined(ctx, many, { values, keys: order, limit: order.length })
  const unmoved = [...rows, ...arriving].map(({ key }) => key)
  const known = new Set(unmoved)
  return order.filter((key) => known.has(key)).some((key, index) => key !== unmoved[index])
}

/** The record's values in the columns that the join table refers to; null if one is NULL. */
export function parentValues({ way }: ManyRelation, { values }: Pick<LoadedRecord, 'values'>): string[] | null {
  const found = way.parentColumns.map((column) => values[column.key] ?? null)
  return found.every((value) => value !== null) ? found : null
}

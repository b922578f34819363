import { AdminError } from '../../errors'
import { escapeName } from '../../schema/keys'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import { lookup, lookupLabel, mayPick } from '../lookup'
import { declaredChoices } from './declared'
import { type Filterable, valueColumn } from './filter'
import * as words from '../../words/filters'

/** Whether the values of a filter are rows or choices that are looked up, which users know by their names. */
export function takesRows(ctx: AdminContext, filterable: Pick<Filterable, 'subject'>): boolean {
  if (filterable.subject.kind === 'declared') return typeof filterable.subject.filter.choices === 'function'
  const column = valueColumn(filterable)
  const isWhole = filterable.subject.kind !== 'column' || filterable.subject.keys.length === 0
  return isWhole && column !== null && column.link !== null && mayPick(ctx, column.link)
}

/** The table whose column a filter reads. */
export const tableOf = (admin: Admin, { hops, subject }: Pick<Filterable, 'hops' | 'subject'>): Admin =>
  subject.kind === 'many' ? subject.many.way.child : (hops.at(-1)?.to ?? admin)

/**
 * The value of a reference to the row that a user has typed, or of a choice: its key, or else its name in any case.
 *
 * @returns Null if no row has that name.
 * @throws {AdminError} `BAD_QUERY` if several have it.
 */
export async function valueNamed(
  ctx: AdminContext,
  admin: Admin,
  { filterable, text }: { filterable: Filterable; text: string },
): Promise<string | null> {
  const isSame = ({ label }: { label: string }) => label.toLowerCase() === text.toLowerCase()
  if (filterable.subject.kind === 'declared') {
    const choices = (await declaredChoices(ctx, filterable.subject.filter)) ?? []
    return (choices.find(({ value }) => value === text) ?? choices.find(isSame))?.value ?? null
  }
  const column = valueColumn(filterable)
  if (!column) return null
  const key = text.replace(/^#/u, '')
  if ((await lookupLabel(ctx, column, key)) !== null) return key
  const { options } = await lookup(ctx, tableOf(admin, filterable), {
    column: escapeName(column.name),
    search: text,
    siblings: new Map(),
    filter: true,
  })
  const same = options.filter(isSame)
  if (same.length > 1) throw new AdminError('BAD_QUERY', words.severalCalled(filterable.label, text))
  return same[0]?.value ?? null
}

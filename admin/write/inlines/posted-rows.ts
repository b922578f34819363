import { isPageName } from '../../schema/input-name'
import type { AdminContext } from '../../site/context'
import {
  emptyIsValue,
  formName,
  postedBase,
  postedForm,
  postedText,
  sameText,
  type Entries,
  type PostedForm,
} from '../form-values'
import { withoutTheirs } from '../posted-choices'
import { withJoinedParts } from '../posted-parts'
import type { Inline } from './inline'

/** One posted row of an inline: a form like any other, with the names that its inputs would have on the row's own page. */
export interface PostedRow {
  /** The prefix of the row's inputs, with the dot: `order_items.3.`. */
  prefix: string
  /** Null for a new row. */
  key: string | null
  /** Whether the row is marked for removal. */
  removed: boolean
  form: PostedForm
  entries: Entries
}

/** More rows than a user would fill in. */
export const mostPostedRows = 2000

/** `~null.` and `~choose.` precede the whole name of an input. */
const lead = /^(~null\.|~choose\.)?(.*)$/su

/** The rows of one inline in a form, or in a row of another, in the order of their indexes. */
export function postedRows(ctx: AdminContext, inline: Inline, entries: Entries): PostedRow[] {
  const start = `${inline.name}.`
  const byIndex = new Map<string, [string, unknown][]>()
  for (const [name, value] of entries) {
    const [, before = '', rest = ''] = lead.exec(name) ?? []
    if (!rest.startsWith(start)) continue
    const [, index, own] = /^(\d{1,6})\.(.+)$/su.exec(rest.slice(start.length)) ?? []
    if (index === undefined || own === undefined) continue
    byIndex.set(index, [...(byIndex.get(index) ?? []), [`${before}${own}`, value]])
  }
  return [...byIndex]
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(([index, own]) => {
      const joined = withoutTheirs(withJoinedParts(ctx, inline.admin, own))
      const form = postedForm(joined)
      const key = form.get('~key') ?? ''
      return {
        prefix: `${start}${index}.`,
        key: key === '' ? null : key,
        removed: form.has('~delete'),
        form,
        entries: joined,
      }
    })
}

/** The posted names that look like inputs of a row but belong to none of these inlines. */
export function strayNames(inlines: readonly Inline[], entries: Entries): string[] {
  const starts = inlines.map(({ name }) => `${name}.`)
  return entries.flatMap(([name]) => {
    const [, , own = ''] = lead.exec(name) ?? []
    if (own.startsWith('$') || isPageName(own) || !/^[^.]+\./su.test(own)) return []
    const start = starts.find((candidate) => own.startsWith(candidate))
    return start !== undefined && /^\d{1,6}\..+$/su.test(own.slice(start.length)) ? [] : [name]
  })
}

/**
 * Whether a row was edited, compared with the values that its form was loaded with. In a new row, an empty input counts as
 * untouched. Positions are ignored because scripts fill them in.
 */
export function isTouched({ form, key }: PostedRow, { columns }: Pick<Inline, 'columns'>): boolean {
  const base = postedBase(form)
  const shown = new Set(Object.keys(base))
  return columns.some((column) => {
    const text = postedText(form, column, shown)
    if (text === undefined) return false
    const loaded = base[formName(column)] ?? null
    if (column.secret) return true
    if (key === null || (text === null && !emptyIsValue(column))) return !sameText(text ?? '', loaded ?? '')
    return !sameText(text, loaded)
  })
}

/** Whether the position of an existing row has changed. */
export function isMoved({ form }: PostedRow, { sortable }: Pick<Inline, 'sortable'>): boolean {
  const text = sortable === null ? undefined : form.get(formName(sortable))
  return sortable !== null && text !== undefined && !sameText(text, postedBase(form)[formName(sortable)] ?? '')
}

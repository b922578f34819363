import { AdminError } from '../errors'
import { withLineFeeds } from '../fields/line-ends'
import { byName } from '../schema/by-name'
import { inputName } from '../schema/input-name'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import * as words from '../words/save'

/** A posted form: the last value of each name, as sent. */
export type PostedForm = ReadonlyMap<string, string>

/** A form's text by form name; null is NULL. */
export type FormValues = Record<string, string | null>

const longestForm = 12 * 1024 * 1024

/**
 * Of a name sent twice the last value counts, everywhere alike. Files are not read here.
 * @throws {AdminError} `TOO_LARGE` past 12 MiB of text.
 */
export function postedForm(entries: Iterable<readonly [string, unknown]>): PostedForm {
  const form = new Map<string, string>()
  let length = 0
  for (const [name, value] of entries) {
    if (typeof value !== 'string') continue
    length += name.length + value.length
    if (length > longestForm) throw new AdminError('TOO_LARGE', words.tooMuchText)
    form.set(name, value)
  }
  return form
}

export const formName = (column: ColumnModel): string => inputName(column.name)

/** The form's text of a stored value. */
export function formText(ctx: AdminContext, column: ColumnModel, value: string | null | undefined): string | null {
  if (value === null || value === undefined || column.secret) return null
  return column.valueType.toForm(value, column, ctx)
}

export const emptyIsValue = (column: ColumnModel): boolean =>
  !column.secret && column.link === null && column.valueType.emptyIsValue

/**
 * What the form says of a column: undefined when it says nothing. A box cleared means NULL, save where empty is a value:
 * there the NULL control says so, and a typed text wins over it.
 *
 * @param shown The form's names: an unticked box is not sent, so that its absence must mean "no".
 */
export function postedText(
  form: PostedForm,
  column: ColumnModel,
  shown: ReadonlySet<string>,
): string | null | undefined {
  const name = formName(column)
  const text = form.get(name)
  const nulled = form.has(`~null.${name}`)
  if (text === undefined) {
    const { unchecked } = column.valueType
    if (unchecked !== null && column.notNull && shown.has(name)) return unchecked
    return nulled && emptyIsValue(column) ? null : undefined
  }
  if (text !== '') return withLineFeeds(text)
  if (column.secret) return undefined
  return emptyIsValue(column) && !nulled ? '' : null
}

/** `~base`: what the form was loaded with. It only tells what changed; what may be written is decided by the columns. */
export function postedBase(form: PostedForm): FormValues {
  const text = form.get('~base')
  if (text === undefined) return byName()
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return byName()
    const entries = Object.entries(parsed).filter(
      (entry): entry is [string, string | null] => entry[1] === null || typeof entry[1] === 'string',
    )
    return byName(entries)
  } catch {
    return byName()
  }
}

/** Equal but for line ends, which a browser does not keep. */
export function sameText(a: string | null | undefined, b: string | null | undefined): boolean {
  if (typeof a !== 'string' || typeof b !== 'string') return (a ?? null) === (b ?? null)
  return a === b || withLineFeeds(a) === withLineFeeds(b)
}

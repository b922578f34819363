import { AdminError } from '../errors'
import { withLineFeeds } from '../fields/line-ends'
import { byName } from '../schema/by-name'
import { inputName } from '../schema/input-name'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import * as words from '../words/save'

/** A form as it was sent: a name may be there twice, and a file is no text. */
export type Entries = readonly (readonly [name: string, value: unknown])[]

/** A posted form: the last value of each name, as sent. */
export type PostedForm = ReadonlyMap<string, string>

/** The texts of a form by form name; null is NULL. */
export type FormValues = Record<string, string | null>

const longestForm = 12 * 1024 * 1024

/**
 * If a name is sent twice, the last value counts everywhere. Files are not read here.
 * @throws {AdminError} `TOO_LARGE` above 12 MiB of text.
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

/** The form's text for a stored value. */
export function formText(ctx: AdminContext, column: ColumnModel, value: string | null | undefined): string | null {
  if (value === null || value === undefined || column.secret) return null
  return column.valueType.toForm(value, column, ctx)
}

export const emptyIsValue = (column: ColumnModel): boolean =>
  !column.secret && column.link === null && column.valueType.emptyIsValue

/**
 * The form's value for a column; undefined if it has none. An empty input means NULL unless the empty text is a value:
 * then the NULL control decides, and typed text takes precedence over it.
 *
 * @param shown The names in the form: an unticked checkbox is not sent, so its absence must mean "no".
 */
export function postedText(
  form: PostedForm,
  column: ColumnModel,
  shown: ReadonlySet<string>,
): string | null | undefined {
  const name = formName(column)
  const text = form.get(name)
  const nulled = form.has(`~null.${name}`)
  // An empty input keeps a secret, so only this removes it.
  if (column.secret && !text) return nulled && !column.notNull ? null : undefined
  if (text === undefined) {
    const { unchecked } = column.valueType
    if (unchecked !== null && column.notNull && shown.has(name)) return unchecked
    return nulled && emptyIsValue(column) ? null : undefined
  }
  if (text !== '') return withLineFeeds(text)
  return emptyIsValue(column) && !nulled ? '' : null
}

/**
 * `~base`: the values that the form was loaded with. It only determines what changed; permissions on columns determine
 * what may be written.
 */
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

/** The part of a `~base` about these inputs: a flag that is named in it but was not shown would count as unticked. */
export function narrowBase(base: string | undefined, names: Iterable<string>): string {
  const values = postedBase(new Map([['~base', base ?? '{}']]))
  return JSON.stringify(byName([...names].flatMap((name) => (name in values ? [[name, values[name] ?? null]] : []))))
}

/** Equal except for line ends, which browsers do not preserve. */
export function sameText(a: string | null | undefined, b: string | null | undefined): boolean {
  if (typeof a !== 'string' || typeof b !== 'string') return (a ?? null) === (b ?? null)
  return a === b || withLineFeeds(a) === withLineFeeds(b)
}

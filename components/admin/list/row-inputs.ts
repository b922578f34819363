import type { FieldMeta, ListInputs, RowInputs, TypedRow } from '@/admin/client'
import { joinMarkup, markup, type Markup, noMarkup } from '../../ui/markup'
import * as shared from '../../words/shared'
import * as fieldWords from '../../words/fields'
import * as conflictWords from '../../words/conflict'
import * as words from '../../words/cells'
import type { DocumentList } from './list-beside'

/** The inputs of a list for a browser without JavaScript, with what was typed in them if it was refused. */
export function drawInputs({ rows }: ListInputs, typed: readonly TypedRow[]): NonNullable<DocumentList['inputs']> {
  const refused = new Map(typed.map((row) => [row.key, row]))
  return Object.fromEntries(rows.map((row) => [row.key, drawRow(row, refused.get(row.key))]))
}

function drawRow(row: RowInputs, typed: TypedRow | undefined): Record<number, Markup> {
  const { key, fields } = row
  const hidden = markup`<input type="hidden" name="${key}.~version" value="${typed?.version ?? row.version}" /><input type="hidden" name="${key}.~base" value="${typed?.base ?? row.base}" />`
  const drawn = fields.map(({ index, field: { meta, value } }, place) => {
    const text = typed ? typedText(typed, meta) : value
    const error = typed ? problemOf(typed, meta, place === 0) : null
    return [index, markup`${place === 0 ? hidden : noMarkup}${inputOf(row, { meta, value: text, error })}`] as const
  })
  return Object.fromEntries(drawn)
}

function typedText({ values, nulls }: TypedRow, { name, unchecked }: FieldMeta): string | null {
  const text = values[name]
  if (text === undefined) return unchecked ?? null
  return text === '' && nulls.includes(name) ? null : text
}

/** The problem of an input; that of the row is shown at its first one. */
function problemOf({ errors, message, conflict }: TypedRow, { name }: FieldMeta, isFirst: boolean): string | null {
  const both = conflict?.rows.find((row) => row.name === name && row.changedBy === 'both')
  const told = [
    isFirst ? message : null,
    errors[name] ?? null,
    both ? conflictWords.choice('theirs', both.theirs ?? shared.nullValue) : null,
  ]
  return told.filter((text) => text !== null).join(' ') || null
}

interface Input {
  meta: FieldMeta
  value: string | null
  error: string | null
}

function inputOf({ key, label }: RowInputs, { meta, value, error }: Input): Markup {
  const name = `${key}.${meta.name}`
  const problem = error === null ? noMarkup : markup`<small class="error" id="${name}-error">${error}</small>`
  const invalid = error === null ? noMarkup : markup` aria-invalid="true" aria-describedby="${name}-error"`
  const common = markup` name="${name}" aria-label="${words.inputOf(meta.label, label)}"${invalid}`
  const isNullable = meta.nullable && meta.emptyIsValue
  const ticked = value === null ? markup` checked` : noMarkup
  const nullBox = isNullable
    ? markup`<label class="null-box"><input type="checkbox" name="~null.${name}" value="1"${ticked} />${shared.noValue}</label>`
    : noMarkup
  return markup`${control(meta, { common, value })}${nullBox}${problem}`
}

function control(meta: FieldMeta, { common, value }: { common: Markup; value: string | null }): Markup {
  if (meta.unchecked !== undefined && !meta.nullable)
    return markup`<input type="checkbox" value="true"${common}${value === 'true' ? markup` checked` : noMarkup} />`
  if (meta.options) return choice(meta, { common, value })
  if (/[\r\n]/u.test(value ?? ''))
    return markup`<textarea class="input small" rows="2"${common}>
${value ?? ''}</textarea>`
  const mode = meta.inputMode ? markup` inputmode="${meta.inputMode}"` : noMarkup
  return markup`<input class="input small" type="text" autocomplete="off" value="${value ?? ''}"${mode}${common} />`
}

/** A value that is no longer among the options is kept. */
function choice(
  { options = [], nullable }: FieldMeta,
  { common, value }: { common: Markup; value: string | null },
): Markup {
  const isKnown = value === null || value === '' || options.some((option) => option.value === value)
  const all = [
    ...(nullable || value === null || value === '' ? [{ value: '', label: fieldWords.none }] : []),
    ...(isKnown ? [] : [{ value: value ?? '', label: value ?? '' }]),
    ...options,
  ]
  const drawn = all.map(
    (option) =>
      markup`<option value="${option.value}"${option.value === (value ?? '') ? markup` selected` : noMarkup}>${option.label}</option>`,
  )
  return markup`<select class="input small"${common}>${joinMarkup(drawn)}</select>`
}

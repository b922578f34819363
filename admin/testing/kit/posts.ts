import type { InlineBlank, InlineBlock, InlineRow } from '../../pages/shapes/inline'
import type { RecordField, RecordPage } from '../../pages/shapes/record'
import { postedForm, type PostedForm } from '../../write/form-values'

/**
 * What a browser posts when a record page is saved: every input with its value, ticked checkboxes, and hidden inputs.
 *
 * @param typed The changes by form name; null ticks NULL (or clears a picker).
 */
export function postOf(page: RecordPage, typed: Readonly<Record<string, string | null>> = {}): PostedForm {
  const entries: [string, string][] = [
    ['~version', page.version],
    ['~base', page.base],
    ['~token', page.token],
  ]
  const typedText = ({ meta, value }: RecordField, prefix = '') => {
    const name = `${prefix}${meta.name}`
    return Object.hasOwn(typed, name) ? (typed[name] ?? null) : value
  }
  for (const field of fieldsOf(page)) if (!field.meta.readOnly) entries.push(...inputOf(field, typedText(field)))
  entries.push(...page.inlines.flatMap((block) => rowInputs(block, { prefix: '', typed, typedText })))
  const names = new Set(entries.map(([name]) => name))
  for (const [name, value] of Object.entries(typed)) if (!names.has(name) && value !== null) entries.push([name, value])
  return postedForm(entries)
}

interface Typing {
  /** Of the inputs of the row that the inline is part of. */
  prefix: string
  typed: Readonly<Record<string, string | null>>
  typedText: (field: RecordField, prefix: string) => string | null
}

/** The inputs of an inline: those of its rows, then those of each new row in which something was typed. */
function rowInputs(block: InlineBlock, { prefix, typed, typedText }: Typing): [string, string][] {
  const start = `${prefix}${block.name}.`
  const rows = new Map<string, InlineRow | InlineBlank>(block.rows.map((row, index) => [String(index), row]))
  for (const name of Object.keys(typed)) {
    const index = name.startsWith(start) ? (name.slice(start.length).split('.')[0] ?? '') : ''
    if (index !== '' && !rows.has(index) && block.blank) rows.set(index, block.blank)
  }
  return [...rows].flatMap(([index, row]) => {
    const rowPrefix = `${start}${index}.`
    const hidden: [string, string][] = [[`${rowPrefix}~base`, row.base]]
    if ('key' in row) hidden.push([`${rowPrefix}~key`, row.key], [`${rowPrefix}~version`, row.version])
    const inputs = row.fields
      .filter(({ meta }) => !meta.readOnly)
      .flatMap((field) => {
        const named = { ...field, meta: { ...field.meta, name: `${rowPrefix}${field.meta.name}` } }
        return inputOf(named, typedText(field, rowPrefix))
      })
    return [
      ...hidden,
      ...inputs,
      ...row.inlines.flatMap((nested) => rowInputs(nested, { prefix: rowPrefix, typed, typedText })),
    ]
  })
}

function inputOf({ meta }: RecordField, value: string | null): [string, string][] {
  if (value === null && meta.emptyIsValue && meta.nullable)
    return [
      [`~null.${meta.name}`, 'on'],
      [meta.name, ''],
    ]
  if (meta.kind === 'boolean' && !meta.nullable) return value === 'true' ? [[meta.name, 'true']] : []
  return [[meta.name, value ?? '']]
}

/** All fields of a record page, from all sections. */
export const fieldsOf = (page: RecordPage): RecordField[] => page.sections.flatMap((section) => section.fields)

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
  for (const field of page.sections.flatMap((section) => section.fields)) {
    if (field.meta.readOnly) continue
    const { name } = field.meta
    entries.push(...inputOf(field, Object.hasOwn(typed, name) ? (typed[name] ?? null) : field.value))
  }
  const names = new Set(entries.map(([name]) => name))
  for (const [name, value] of Object.entries(typed)) if (!names.has(name) && value !== null) entries.push([name, value])
  return postedForm(entries)
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

import { slugText } from '@/admin/client'
import { controlText, formControl } from '../../fields/form-control'
import type { FormField } from './form-fields'

/** Inputs that the user has typed in themselves. */
const typed = new WeakSet<Element>()
/** What inputs were filled with last. */
const suggested = new WeakMap<Element, string>()

const inputNamed = (form: HTMLFormElement, name: string): HTMLInputElement | null => {
  const element = form.elements.namedItem(name)
  return element instanceof HTMLInputElement ? element : null
}

function textNamed(form: HTMLFormElement, name: string): string {
  const control = formControl(form, name)
  return control === null ? '' : controlText(control)
}

/** Fills in what is suggested from inputs that were typed in before JavaScript was there. */
export function suggestTyped(form: HTMLFormElement, fields: readonly FormField[]): void {
  const isTyped = (field: FormField['field']) => textNamed(form, field.meta.name) !== (field.value ?? '')
  for (const { field } of fields) {
    const input = (field.meta.suggestedFrom ?? []).length === 0 ? null : inputNamed(form, field.meta.name)
    // The first key may have been answered before this is called.
    if (input !== null && isTyped(field) && suggested.get(input) !== input.value) typed.add(input)
  }
  const sources = new Set(fields.flatMap(({ field }) => field.meta.suggestedFrom ?? []))
  for (const { field } of fields)
    if (sources.has(field.meta.name) && isTyped(field)) suggest(form, fields, field.meta.name)
}

/** Fills in what is suggested from the input that was typed in, unless the user has typed something there. */
export function suggest(form: HTMLFormElement, fields: readonly FormField[], changed: string): void {
  for (const { field } of fields) {
    const { name, suggestedFrom = [], rules } = field.meta
    const input = suggestedFrom.length === 0 ? null : inputNamed(form, name)
    if (input === null) continue
    if (name === changed) {
      // Emptied again, it takes suggestions.
      if (input.value === '') typed.delete(input)
      else typed.add(input)
    }
    if (!suggestedFrom.includes(changed) || typed.has(input)) continue
    const texts = suggestedFrom.map((source) => textNamed(form, source))
    input.value = slugText(texts.join(' '), rules.maxLength)
    suggested.set(input, input.value)
    input.dispatchEvent(new Event('input', { bubbles: true }))
  }
}

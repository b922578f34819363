import { checkRules, type RecordField, withLineFeeds } from '@/admin/client'
import { fillInput } from '../../fields/fill-input'

/** A switch has two states; where an empty box means NULL, or NULL cannot be, they are one and the same. */
export function normalText(field: RecordField, text: string | null): string | null {
  const { kind, nullable, emptyIsValue } = field.meta
  if (kind === 'boolean' && !nullable) return text === 'true' ? 'true' : 'false'
  if (emptyIsValue && text === null && !nullable) return ''
  if (text === null || (text === '' && !emptyIsValue)) return null
  return withLineFeeds(text)
}

/** True where NULL is not ticked beforehand: leaving the input alone means the default of the database. */
export function leftToDefault(field: RecordField, adding: boolean): boolean {
  return adding && field.meta.placeholder !== undefined
}

/** What the form holds of a field before anybody touches it. */
export function firstText(field: RecordField, adding: boolean): string | null {
  const empty = field.value === null && field.meta.emptyIsValue && leftToDefault(field, adding)
  return normalText(field, empty ? '' : field.value)
}

function nullBox(form: HTMLFormElement, field: RecordField): HTMLInputElement | null {
  const box = form.elements.namedItem(`~null.${field.meta.name}`)
  return box instanceof HTMLInputElement ? box : null
}

function control(form: HTMLFormElement, field: RecordField) {
  const element = form.elements.namedItem(field.meta.name)
  const known =
    element instanceof HTMLInputElement ||
    element instanceof HTMLTextAreaElement ||
    element instanceof HTMLSelectElement
  return known ? element : null
}

/** What the form holds for a field now; null is NULL. */
export function readText(form: HTMLFormElement, field: RecordField): string | null {
  const element = control(form, field)
  if (element === null) return normalText(field, field.value)
  if (element instanceof HTMLInputElement && element.type === 'checkbox') return String(element.checked)
  if (element.value === '' && nullBox(form, field)?.checked) return null
  return normalText(field, element.value)
}

export function writeText(form: HTMLFormElement, field: RecordField, text: string | null): void {
  const element = control(form, field)
  const box = nullBox(form, field)
  if (box !== null) box.checked = text === null
  if (element !== null) fillInput(element, text ?? '')
}

/** Shows what the server answered, where that is something else than what stands there; nobody typed it. */
export function takeAnswer(form: HTMLFormElement, field: RecordField, text: string | null): void {
  if (field.meta.kind === 'secret' || readText(form, field) === normalText(field, text)) return
  const element = control(form, field)
  const box = nullBox(form, field)
  if (box !== null) box.checked = text === null
  if (element instanceof HTMLInputElement && element.type === 'checkbox') element.checked = text === 'true'
  else if (element !== null) element.value = text ?? ''
}

/** Typed text and a ticked NULL exclude each other: the later of the two wins. */
export function settleNull(form: HTMLFormElement, field: RecordField, name: string): void {
  const box = nullBox(form, field)
  const element = control(form, field)
  if (box === null || element === null) return
  if (name === field.meta.name) {
    if (element.value !== '') box.checked = false
  } else if (box.checked) {
    element.dataset.kept = element.value
    element.value = ''
  } else if (element.dataset.kept !== undefined) {
    element.value = element.dataset.kept
  }
}

/** What the input itself knows to be no value yet, in words: a match that was not picked, half a date. */
export function inputProblem(form: HTMLFormElement | null, field: RecordField): string | null {
  if (form === null) return null
  const element = control(form, field)
  if (element?.validity.badInput) return 'This is not a whole value yet. Complete it or clear it.'
  const unpicked = [...form.querySelectorAll<HTMLElement>('[data-unpicked]')]
  if (!unpicked.some((one) => one.dataset.unpicked === field.meta.name)) return null
  return element?.value === ''
    ? 'Pick one of the matches.'
    : 'Pick one of the matches, or press Escape to keep what was there.'
}

/** What is wrong with a field's text, in words. An empty secret is one that stays as it is. */
export function textProblem(field: RecordField, text: string | null, adding: boolean): string | null {
  if (field.meta.kind === 'secret' && !adding && !text) return null
  if (text === null && field.meta.nullable) return null
  return checkRules(field.meta.rules, text ?? '')
}

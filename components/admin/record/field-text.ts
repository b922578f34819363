import { type FieldMeta, readParts, type RecordField, splitParts, withLineFeeds } from '@/admin/client'
import { fillInput } from '../../fields/fill-input'
import { controlText, type FormControl, formControl, isGroup, putText } from '../../fields/form-control'
import * as words from '../../words/record'

/** A switch has two states. If an empty input means NULL, or NULL is not allowed, both are the same value. */
export function normalText(field: RecordField, text: string | null): string | null {
  const { unchecked, nullable, emptyIsValue } = field.meta
  if (unchecked !== undefined && !nullable && (text === null || text === '')) return unchecked
  if (emptyIsValue && text === null && !nullable) return ''
  if (text === null || (text === '' && !emptyIsValue)) return null
  return withLineFeeds(text)
}

/** Whether NULL is not ticked initially, because an untouched input means the default of the database. */
export function leftToDefault(field: RecordField, adding: boolean): boolean {
  return adding && field.meta.placeholder !== undefined
}

/** The value of a field in an untouched form. */
export function firstText(field: RecordField, adding: boolean): string | null {
  const empty = field.value === null && field.meta.emptyIsValue && leftToDefault(field, adding)
  return normalText(field, empty ? '' : field.value)
}

function nullBox(form: HTMLFormElement, { name }: FieldMeta): HTMLInputElement | null {
  const box = form.elements.namedItem(`~null.${name}`)
  return box instanceof HTMLInputElement ? box : null
}

const control = (form: HTMLFormElement, { name }: FieldMeta): FormControl | null => formControl(form, name)

/** The inputs of a composite value; empty if it has a single input. */
function partsIn(form: HTMLFormElement, meta: FieldMeta): readonly FieldMeta[] {
  return control(form, meta) === null ? (meta.parts ?? []) : []
}

const partsReader = (form: HTMLFormElement) => ({
  text: (part: FieldMeta) => {
    const element = control(form, part)
    return element === null ? null : withLineFeeds(controlText(element))
  },
  nulled: (part: FieldMeta) => nullBox(form, part)?.checked ?? false,
})

/** The current value of a field in the form; null is NULL. */
export function readText(form: HTMLFormElement, field: RecordField): string | null {
  if (partsIn(form, field.meta).length > 0) return normalText(field, readParts(field.meta, partsReader(form)))
  const element = control(form, field.meta)
  if (element === null) return normalText(field, field.value)
  const text = controlText(element)
  if (text === '' && nullBox(form, field.meta)?.checked) return null
  return normalText(field, text)
}

type Fill = (element: FormControl, text: string) => void

/** Puts a text into the inputs of a field. If it is not a record, the inputs of parts stay unchanged. */
function fill(form: HTMLFormElement, { meta, text, put }: { meta: FieldMeta; text: string | null; put: Fill }): void {
  const texts = splitParts(meta.parts ?? [], text)
  for (const [index, part] of partsIn(form, meta).entries())
    if (texts) fill(form, { meta: part, text: texts[index] ?? null, put })
  const element = control(form, meta)
  if (element !== null) put(element, text ?? '')
  else if (meta.many) chooseRows(form, meta, text ?? '')
  const box = nullBox(form, meta)
  if (box !== null) box.checked = text === null
}

/** Before its picker is loaded, a relation has a checkbox for each row, and an input for the keys of others. */
function chooseRows(form: HTMLFormElement, { name }: FieldMeta, text: string): void {
  const rest = new Set(text.split(' '))
  for (const input of form.querySelectorAll<HTMLInputElement>(`input[name="${name}"]`))
    if (input.type === 'checkbox') input.checked = rest.delete(input.value)
    else if (input.type === 'hidden') rest.delete(input.value)
    // As if it had been sent like this: other text is searched for.
    else input.value = input.defaultValue = [...rest].join(' ')
}

export function writeText(form: HTMLFormElement, field: RecordField, text: string | null): void {
  // First without events, so that listeners find all inputs with their new values.
  fill(form, { meta: field.meta, text, put: putText })
  fill(form, { meta: field.meta, text, put: fillInput })
}

/** Shows a value from the server if it differs from the input. It does not count as typed. */
export function takeAnswer(form: HTMLFormElement, field: RecordField, text: string | null): void {
  if (field.meta.writeOnly === true || readText(form, field) === normalText(field, text)) return
  fill(form, { meta: field.meta, text, put: putText })
}

/** Typed text and a ticked NULL exclude each other: the later one wins. */
export function settleNull(form: HTMLFormElement, field: RecordField, name: string): void {
  settle(form, field.meta, name)
}

/** @returns Whether the input with this name, or that of a part, now contains a text or had its NULL unticked. */
function settle(form: HTMLFormElement, meta: FieldMeta, name: string): boolean {
  const box = nullBox(form, meta)
  if (box !== null && name === `~null.${meta.name}`) {
    for (const element of controlsOf(form, meta)) settleBox(element, box.checked)
    for (const part of partsIn(form, meta)) tickNull(form, part, box.checked)
    return !box.checked
  }
  const hasText =
    name === meta.name
      ? textIn(form, meta) !== ''
      : // Call it for every part, without stopping at the first.
        partsIn(form, meta).filter((part) => settle(form, part, name)).length > 0
  if (box !== null && hasText) box.checked = false
  return hasText
}

function textIn(form: HTMLFormElement, meta: FieldMeta): string {
  const element = control(form, meta)
  return element === null ? '' : controlText(element)
}

function controlsOf(form: HTMLFormElement, meta: FieldMeta): FormControl[] {
  const own = control(form, meta)
  return own === null ? partsIn(form, meta).flatMap((part) => controlsOf(form, part)) : [own]
}

function settleBox(element: FormControl, isNull: boolean): void {
  if (isGroup(element) || element.type === 'checkbox') return
  if (isNull) {
    element.dataset.kept = element.value
    element.value = ''
  } else if (element.dataset.kept !== undefined) element.value = element.dataset.kept
}

/**
 * Sets the NULL checkboxes of the parts along with that of the whole value. @returns Whether the part contains a text.
 */
function tickNull(form: HTMLFormElement, meta: FieldMeta, isNull: boolean): boolean {
  const texts = partsIn(form, meta).map((part) => tickNull(form, part, isNull))
  const hasText = texts.includes(true) || textIn(form, meta) !== ''
  const box = nullBox(form, meta)
  if (box !== null) box.checked = isNull || !hasText
  return hasText
}

/** A problem that the input itself knows about: a match that was not picked, or an incomplete date. */
export function inputProblem(form: HTMLFormElement | null, field: RecordField): string | null {
  if (form === null) return null
  const controls = controlsOf(form, field.meta).flatMap((element) => (isGroup(element) ? [] : [element]))
  if (controls.some((element) => element.validity.badInput)) return words.incomplete
  // A file that is still on its way.
  const busy = controls.find((element) => element.dataset.busy !== undefined)
  if (busy) return busy.dataset.busy ?? null
  const unpicked = [...form.querySelectorAll<HTMLElement>('[data-unpicked]')]
  if (!unpicked.some((input) => input.dataset.unpicked === field.meta.name)) return null
  return textIn(form, field.meta) === '' ? words.chooseMatch : words.chooseMatchOrKeep
}

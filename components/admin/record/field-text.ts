import {
  checkRules,
  type FieldMeta,
  partProblem,
  readParts,
  type RecordField,
  splitParts,
  withLineFeeds,
} from '@/admin/client'
import { fillInput } from '../../fields/fill-input'
import * as words from '../../words/record'

/** A switch has two states; where an empty box means NULL, or NULL cannot be, they are one and the same. */
export function normalText(field: RecordField, text: string | null): string | null {
  const { unchecked, nullable, emptyIsValue } = field.meta
  if (unchecked !== undefined && !nullable && (text === null || text === '')) return unchecked
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

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

function nullBox(form: HTMLFormElement, { name }: FieldMeta): HTMLInputElement | null {
  const box = form.elements.namedItem(`~null.${name}`)
  return box instanceof HTMLInputElement ? box : null
}

function control(form: HTMLFormElement, { name }: FieldMeta): Control | null {
  const element = form.elements.namedItem(name)
  const known =
    element instanceof HTMLInputElement ||
    element instanceof HTMLTextAreaElement ||
    element instanceof HTMLSelectElement
  return known ? element : null
}

/** The inputs of a composite value; none where it has one input like any other. */
function partsIn(form: HTMLFormElement, meta: FieldMeta): readonly FieldMeta[] {
  return control(form, meta) === null ? (meta.parts ?? []) : []
}

const partsReader = (form: HTMLFormElement) => ({
  text: (part: FieldMeta) => {
    const element = control(form, part)
    if (element instanceof HTMLInputElement && element.type === 'checkbox') return String(element.checked)
    return element === null ? null : withLineFeeds(element.value)
  },
  nulled: (part: FieldMeta) => nullBox(form, part)?.checked ?? false,
})

/** What the form holds for a field now; null is NULL. */
export function readText(form: HTMLFormElement, field: RecordField): string | null {
  if (partsIn(form, field.meta).length > 0) return normalText(field, readParts(field.meta, partsReader(form)))
  const element = control(form, field.meta)
  if (element === null) return normalText(field, field.value)
  if (element instanceof HTMLInputElement && element.type === 'checkbox') return String(element.checked)
  if (element.value === '' && nullBox(form, field.meta)?.checked) return null
  return normalText(field, element.value)
}

type Fill = (element: Control, text: string) => void

const setText: Fill = (element, text) => {
  if (element instanceof HTMLInputElement && element.type === 'checkbox') element.checked = text === 'true'
  else element.value = text
}

/** Puts a text into the inputs of a field; the parts of one that is no record are left as they are. */
function fill(form: HTMLFormElement, { meta, text, put }: { meta: FieldMeta; text: string | null; put: Fill }): void {
  const texts = splitParts(meta.parts ?? [], text)
  for (const [at, part] of partsIn(form, meta).entries())
    if (texts) fill(form, { meta: part, text: texts[at] ?? null, put })
  const element = control(form, meta)
  if (element !== null) put(element, text ?? '')
  const box = nullBox(form, meta)
  if (box !== null) box.checked = text === null
}

export function writeText(form: HTMLFormElement, field: RecordField, text: string | null): void {
  // Silently first, so that whoever hears of the inputs finds all of them as they are to be.
  fill(form, { meta: field.meta, text, put: setText })
  fill(form, { meta: field.meta, text, put: fillInput })
}

/** Shows what the server answered, where that is something else than what stands there; nobody typed it. */
export function takeAnswer(form: HTMLFormElement, field: RecordField, text: string | null): void {
  if (field.meta.writeOnly === true || readText(form, field) === normalText(field, text)) return
  fill(form, { meta: field.meta, text, put: setText })
}

/** Typed text and a ticked NULL exclude each other: the later of the two wins. */
export function settleNull(form: HTMLFormElement, field: RecordField, name: string): void {
  settle(form, field.meta, name)
}

/** @returns Whether the input of this name, or a part's, now holds a text or was said not to be NULL. */
function settle(form: HTMLFormElement, meta: FieldMeta, name: string): boolean {
  const box = nullBox(form, meta)
  if (box !== null && name === `~null.${meta.name}`) {
    for (const element of controlsOf(form, meta)) if (element.type !== 'checkbox') settleBox(element, box.checked)
    for (const part of partsIn(form, meta)) tickNull(form, part, box.checked)
    return !box.checked
  }
  const hasText =
    name === meta.name
      ? (control(form, meta)?.value ?? '') !== ''
      : // Every part has its say.
        partsIn(form, meta).filter((part) => settle(form, part, name)).length > 0
  if (box !== null && hasText) box.checked = false
  return hasText
}

function controlsOf(form: HTMLFormElement, meta: FieldMeta): Control[] {
  const own = control(form, meta)
  return own === null ? partsIn(form, meta).flatMap((part) => controlsOf(form, part)) : [own]
}

function settleBox(element: Control, isNull: boolean): void {
  if (isNull) {
    element.dataset.kept = element.value
    element.value = ''
  } else if (element.dataset.kept !== undefined) element.value = element.dataset.kept
}

/** The NULL boxes of a part go with the whole value's. @returns Whether the part holds a text. */
function tickNull(form: HTMLFormElement, meta: FieldMeta, isNull: boolean): boolean {
  const texts = partsIn(form, meta).map((part) => tickNull(form, part, isNull))
  const hasText = texts.includes(true) || (control(form, meta)?.value ?? '') !== ''
  const box = nullBox(form, meta)
  if (box !== null) box.checked = isNull || !hasText
  return hasText
}

/** What the input itself knows to be no value yet, in words: a match that was not picked, half a date. */
export function inputProblem(form: HTMLFormElement | null, field: RecordField): string | null {
  if (form === null) return null
  if (controlsOf(form, field.meta).some((element) => element.validity.badInput)) return words.incomplete
  const unpicked = [...form.querySelectorAll<HTMLElement>('[data-unpicked]')]
  if (!unpicked.some((input) => input.dataset.unpicked === field.meta.name)) return null
  return control(form, field.meta)?.value === '' ? words.chooseMatch : words.chooseMatchOrKeep
}

/** What is wrong with a field's text, in words. An empty secret is one that stays as it is. */
export function textProblem(field: RecordField, text: string | null, adding: boolean): string | null {
  if (field.meta.writeOnly === true && !adding && !text) return null
  if (text === null && field.meta.nullable) return null
  const problem = checkRules(field.meta.rules, text ?? '')
  return problem ?? (text === '' && leftToDefault(field, adding) ? null : partProblem(field.meta, text))
}

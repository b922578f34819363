import type { RecordField } from '@/admin/client'
import { checkRules, partProblem } from '@/admin/typing'
import { formControl, isGroup } from '../../fields/form-control'
import { leftToDefault } from './field-text'
import * as words from '../../words/record'

/** The problem of a field's text. An empty secret keeps its value. */
export function textProblem(field: RecordField, text: string | null, adding: boolean): string | null {
  if (field.meta.writeOnly === true && !adding && !text) return null
  if (text === null && field.meta.nullable) return null
  const problem = checkRules(field.meta.rules, text ?? '')
  return problem ?? (text === '' && leftToDefault(field, adding) ? null : partProblem(field.meta, text))
}

/** Shorter texts are seen at once. */
const shortLimit = 10
const nearEnd = 0.2

/** How much of a limited text is used, once its end is near; null before. PostgreSQL counts code points. */
export function lengthNote(text: string, most: number | undefined): string | null {
  if (most === undefined || text.length < most * (1 - nearEnd)) return null
  const length = [...text].length
  const isNear = length > most || (most > shortLimit && length >= most * (1 - nearEnd))
  return isNear ? words.charactersOf(length, most) : null
}

/** After something was typed: how much room is left and, for browsers that do not do it by CSS, room for the text. */
export function showTyped(form: HTMLFormElement, { meta }: RecordField): void {
  const control = formControl(form, meta.name)
  if (control === null || isGroup(control)) return
  const note = control.closest('.field')?.querySelector('.length-note')
  if (note) note.textContent = lengthNote(control.value, meta.rules.maxLength) ?? ''
  if (!(control instanceof HTMLTextAreaElement) || CSS.supports('field-sizing', 'content')) return
  control.style.height = 'auto'
  control.style.height = `${control.scrollHeight + 2}px`
}

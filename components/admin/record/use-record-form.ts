import { type FocusEvent, type InputEvent, type RefObject, useEffect, useMemo, useState } from 'react'
import type { RecordField, RecordFormState, RecordPage } from '@/admin/client'
import { fieldsOf, idleRows, problemsOf, removedFrom, rowProblems, type FormField } from './form-fields'
import type { LineBlock } from './inlines/inline-lines'
import { useChecks } from './use-checks'
import { useConditions } from './use-conditions'
import { inputProblem, settleNull, takeAnswer } from './field-text'
import { idOf, loadRules, useTrackedFields } from './use-tracked-fields'
import * as words from '../../words/record'

/** Loaded if a form to add a row has fields to suggest texts for. */
const loadSuggestions = () => import('./suggest').catch(() => null)

/**
 * The field that an input belongs to: its own name, or the one in `~null.address`, `~part.address.zip` or
 * `~null.~part.address.zip`.
 */
const fieldOf = (name: string) => {
  const own = name.startsWith('~null.') ? name.slice('~null.'.length) : name
  const [, prefix = '', column = ''] = /^(.*?)~part\.([^.]+)\./u.exec(own) ?? []
  return column === '' ? own : `${prefix}${column}`
}

export interface RecordFormOptions {
  page: Pick<RecordPage, 'mode' | 'sections' | 'conditions' | 'checks'>
  /** The rows of inlines that the form shows now. */
  blocks: readonly LineBlock[]
  /** Prefixes of the rows that are to be removed. */
  removed: ReadonlySet<string>
  state: RecordFormState
  form: RefObject<HTMLFormElement | null>
}

/**
 * The changes and problems of the form. The inputs are uncontrolled, so that what was typed before hydration is not lost:
 * their events are handled at the form.
 */
export function useRecordForm({ page, blocks, removed, state, form }: RecordFormOptions) {
  const fields = useMemo(() => fieldsOf(page, blocks), [page, blocks])
  const suggests = useMemo(() => fields.some(({ field }) => field.meta.suggestedFrom !== undefined), [fields])
  const byName = useMemo(() => new Map(fields.map(({ field }) => [field.meta.name, field])), [fields])
  const now = useConditions(fields, page, form)
  const checks = useChecks(fields, page.checks, form)
  const isUnused = ({ field }: FormField) => now.hidden.has(field.meta.name) || now.locked.has(field.meta.name)
  const { tracked, sync, trigger, isChanged } = useTrackedFields(fields, form)
  const { dirty, errors } = tracked
  /** Columns changed since the last response of the server, whose errors no longer apply. */
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set())
  const [submitted, setSubmitted] = useState(false)

  useEffect(() => {
    for (const { field } of fields) {
      takeTyped(form.current, field, state)
      sync(field)
      if (isChanged(field)) showRoom(form, field)
    }
    setTouched(new Set())
    setSubmitted(false)
    // Once per response: the server may have merged another user's changes into the input.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [state, page])

  useEffect(() => {
    if (suggests) void loadSuggestions().then((loaded) => form.current && loaded?.suggestTyped(form.current, fields))
    // Once: from then on, inputs are listened to.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [])

  const onInput = (event: InputEvent<HTMLFormElement>) => {
    const { target } = event
    const name = target instanceof Element ? (target.getAttribute('name') ?? '') : ''
    const field = byName.get(fieldOf(name))
    if (field === undefined || form.current === null) return
    showRoom(form, field)
    if (suggests && event.nativeEvent.isTrusted)
      void loadSuggestions().then((loaded) => form.current && loaded?.suggest(form.current, fields, field.meta.name))
    settleNull(form.current, field, name)
    checks.forget(field.meta.name)
    if (!touched.has(field.meta.name)) setTouched(new Set([...touched, field.meta.name]))
    sync(field, errors.has(idOf(field)))
  }
  const onBlur = (event: FocusEvent<HTMLFormElement>) => {
    // Submitting validates as well. An error shown now would move the button away from under the pointer, and the click
    // would be lost.
    if (event.relatedTarget instanceof HTMLButtonElement && event.relatedTarget.type === 'submit') return
    const name = event.target.getAttribute('name') ?? ''
    const field = name.startsWith('~null.') ? undefined : byName.get(fieldOf(name))
    if (field === undefined || !touched.has(field.meta.name)) return
    void trigger([idOf(field)])
    checks.ask(field.meta.name)
  }
  const isTyped = ({ field }: FormField) => isChanged(field) || inputProblem(form.current, field) !== null
  /** Rows in which nothing was typed: nothing of them needs to be sent, and nothing to be right. */
  const idle = () => idleRows(blocks, { removed, changed: fields.filter(isTyped) })
  /** Checks what will be sent: everything of a new row, else what was changed. */
  const check = async (): Promise<boolean> => {
    for (const { field } of fields) sync(field)
    const unsent = new Set([...idle(), ...removed])
    const isSent = ({ line }: FormField) => line === null || !unsent.has(line.prefix)
    const checked = fields.filter(
      (formField) => isSent(formField) && !isUnused(formField) && (formField.adding || isTyped(formField)),
    )
    const valid = checked.length === 0 || (await trigger(checked.map(({ field }) => idOf(field))))
    setSubmitted(!valid)
    return valid
  }

  const messageOf = (formField: FormField) => {
    const { field } = formField
    const own = isUnused(formField) ? undefined : errors.get(idOf(field))
    if (touched.has(field.meta.name)) return own ?? checks.found.get(field.meta.name)
    return own ?? state.errors[field.meta.name]
  }
  const problems = [...problemsOf(fields, { removed, messageOf }), ...rowProblems(state, blocks)]
  const changedFields = fields.filter(({ field }) => dirty.has(idOf(field)))
  const changed = [...new Set([...changedFields.map(({ heading }) => heading), ...removedFrom(blocks, removed)])]
  const message = summaryMessage(state, problems.length, { submitted, touched: touched.size > 0 })
  return { now, byName, problems, message, changed, submitted, check, idleRows: idle, onInput, onBlur }
}

/** How much room is left in a field in which something was typed, also before JavaScript was there. */
const showRoom = (form: RefObject<HTMLFormElement | null>, field: RecordField) =>
  void loadRules().then((loaded) => form.current && loaded?.showTyped(form.current, field))

/** Shows what the server answered for a field, where it answered anything. */
function takeTyped(form: HTMLFormElement | null, field: RecordField, { values }: RecordFormState): void {
  const { name } = field.meta
  if (form !== null && values !== null && name in values) takeAnswer(form, field, values[name] ?? null)
}

/** The message above the form: the server's until something is corrected, then the number of remaining problems. */
function summaryMessage(
  state: RecordFormState,
  problems: number,
  { submitted, touched }: { submitted: boolean; touched: boolean },
): string | null {
  const aboutFields = Object.keys(state.errors).length > 0
  if (!submitted && state.message !== null && !(touched && aboutFields)) return state.message
  if (problems === 0 || (!submitted && state.message === null)) return null
  return words.needCorrection(problems)
}

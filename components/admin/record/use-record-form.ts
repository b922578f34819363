import { type FocusEvent, type InputEvent, type RefObject, useEffect, useMemo, useState } from 'react'
import { useForm } from 'react-hook-form'
import type { RecordField, RecordFormState, RecordPage } from '@/admin/client'
import { firstText, inputProblem, readText, settleNull, takeAnswer, textProblem } from './field-text'
import * as words from '../../words/record'

/** A prefix, because react-hook-form parses names as paths and rejects some (`constructor`). */
const idOf = (field: RecordField) => `c_${field.meta.name}`

type Values = Record<string, string | null>

/**
 * The column that an input belongs to: its own name, or the one in `~null.address`, `~part.address.zip` or
 * `~null.~part.address.zip`.
 */
const columnOf = (name: string) => {
  const own = name.startsWith('~null.') ? name.slice('~null.'.length) : name
  return own.startsWith('~part.') ? (own.split('.')[1] ?? '') : own
}

interface RecordFormOptions {
  page: RecordPage
  state: RecordFormState
  form: RefObject<HTMLFormElement | null>
}

/**
 * The changes and problems of the form, tracked by react-hook-form. The inputs are uncontrolled, so that what was typed
 * before hydration is not lost: their events are handled at the form.
 */
export function useRecordForm({ page, state, form }: RecordFormOptions) {
  const adding = page.mode === 'add'
  const fields = useMemo(
    () => page.sections.flatMap((section) => section.fields).filter((field) => !field.meta.readOnly),
    [page],
  )
  const byName = useMemo(() => new Map(fields.map((field) => [field.meta.name, field])), [fields])
  const loaded: Values = useMemo(
    () => Object.fromEntries(fields.map((field) => [idOf(field), firstText(field, adding)])),
    [fields, adding],
  )
  const { register, setValue, trigger, getValues, formState } = useForm<Values>({ defaultValues: loaded })
  const { dirtyFields, errors } = formState
  /** Columns changed since the last response of the server, whose errors no longer apply. */
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set())
  const [submitted, setSubmitted] = useState(false)

  const sync = (field: RecordField, shouldValidate = false) => {
    if (form.current === null) return
    setValue(idOf(field), readText(form.current, field), { shouldDirty: true, shouldValidate })
  }
  useEffect(() => {
    const answered = state.values
    for (const field of fields) {
      const { name } = field.meta
      register(idOf(field), {
        validate: (text) => inputProblem(form.current, field) ?? textProblem(field, text, adding) ?? true,
      })
      if (form.current !== null && answered !== null && name in answered) {
        takeAnswer(form.current, field, answered[name] ?? null)
      }
      sync(field)
    }
    setTouched(new Set())
    setSubmitted(false)
    // Once per response: the server may have merged another user's changes into the input.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [state, fields])

  const onInput = (event: InputEvent<HTMLFormElement>) => {
    const { target } = event
    const name = target instanceof Element ? (target.getAttribute('name') ?? '') : ''
    const field = byName.get(columnOf(name))
    if (field === undefined || form.current === null) return
    settleNull(form.current, field, name)
    if (!touched.has(field.meta.name)) setTouched(new Set([...touched, field.meta.name]))
    sync(field, errors[idOf(field)] !== undefined)
  }
  const onBlur = (event: FocusEvent<HTMLFormElement>) => {
    const name = event.target.getAttribute('name') ?? ''
    const field = name.startsWith('~null.') ? undefined : byName.get(columnOf(name))
    if (field !== undefined && touched.has(field.meta.name)) void trigger(idOf(field))
  }
  /** Validates what will be sent: everything of a new record, otherwise the changes. */
  const check = async (): Promise<boolean> => {
    for (const field of fields) sync(field)
    const checked = fields.filter(
      (field) => adding || getValues(idOf(field)) !== loaded[idOf(field)] || inputProblem(form.current, field) !== null,
    )
    const valid = checked.length === 0 || (await trigger(checked.map(idOf)))
    setSubmitted(!valid)
    return valid
  }

  const problems = fields.flatMap((field) => {
    const { name, label } = field.meta
    const message = errors[idOf(field)]?.message ?? (touched.has(name) ? undefined : state.errors[name])
    return message === undefined ? [] : [{ name, label, message }]
  })
  const changed = fields.filter((field) => dirtyFields[idOf(field)] === true).map((field) => field.meta.label)
  const message = summaryMessage(state, problems.length, { submitted, touched: touched.size > 0 })
  return { byName, problems, message, changed, submitted, check, onInput, onBlur }
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

import { useEffect, useMemo, useRef, useState } from 'react'
import type { createFormControl } from 'react-hook-form'
import type { RecordField } from '@/admin/client'
import { firstText, inputProblem, readText } from './field-text'
import type { FormField } from './form-fields'
import type { RecordFormOptions } from './use-record-form'

/**
 * The name of a field in react-hook-form, which parses names as paths: dots would nest the fields of a row, and some names
 * (`constructor`) are rejected without a prefix.
 */
export const idOf = (field: RecordField) => `c_${field.meta.name.replaceAll('.', ':')}`

type Values = Record<string, string | null>
type Control = ReturnType<typeof createFormControl<Values>>
type ControlState = Parameters<Parameters<Control['subscribe']>[0]['callback']>[0]

interface Tracked {
  /** Ids of the fields whose text differs from the one that was loaded. */
  readonly dirty: ReadonlySet<string>
  /** Messages by id. */
  readonly errors: ReadonlyMap<string, string>
}

const nothing: Tracked = { dirty: new Set(), errors: new Map() }

/** Loaded while something is typed. If they cannot be loaded, the server alone checks. */
export const loadRules = () => import('./field-problem').catch(() => null)

/**
 * Changes and errors of the form's fields, whose rows come and go. They are kept by react-hook-form, which is loaded with
 * the first change: a form that is only read does without.
 */
export function useTrackedFields(fields: readonly FormField[], form: RecordFormOptions['form']) {
  const loaded: Values = useMemo(
    () => Object.fromEntries(fields.map(({ field, adding }) => [idOf(field), firstText(field, adding)])),
    [fields],
  )
  const [tracked, setTracked] = useState(nothing)
  const control = useRef<Control | null>(null)
  const starting = useRef<Promise<Control | null> | null>(null)
  const registered = useRef(new Set<string>())
  const latest = useRef({ fields, loaded })
  latest.current = { fields, loaded }

  const register = (to: Control) => {
    const now = new Map(latest.current.fields.map((formField) => [idOf(formField.field), formField]))
    const gone = [...registered.current].filter((id) => !now.has(id))
    if (gone.length > 0) to.unregister(gone)
    for (const [id, { field, adding }] of now) {
      if (registered.current.has(id)) continue
      to.register(id, {
        validate: async (text) =>
          inputProblem(form.current, field) ?? (await loadRules())?.textProblem(field, text, adding) ?? true,
      })
      // A field that came with a row that was added later has no first value yet.
      if (to.getValues(id) === undefined) to.resetField(id, { defaultValue: latest.current.loaded[id] ?? null })
      if (form.current) to.setValue(id, readText(form.current, field), { shouldDirty: true })
    }
    registered.current = new Set(now.keys())
  }
  const start = (): Promise<Control | null> => {
    starting.current ??= import('./validation').then(
      (validation) => {
        const started: Control = validation.createFormControl<Values>({ defaultValues: latest.current.loaded })
        started.subscribe({
          formState: { dirtyFields: true, errors: true },
          callback: (state) => setTracked(trackedIn(state)),
        })
        register(started)
        control.current = started
        return started
      },
      () => {
        starting.current = null
        return null
      },
    )
    return starting.current
  }
  const sync = (field: RecordField, shouldValidate = false) => {
    if (form.current === null) return
    const id = idOf(field)
    const text = readText(form.current, field)
    if (control.current !== null) return control.current.setValue(id, text, { shouldDirty: true, shouldValidate })
    const isDirty = text !== loaded[id]
    setTracked((before) => (before.dirty.has(id) === isDirty ? before : withDirty(before, { id, isDirty })))
    if (isDirty) void start()
  }
  useEffect(() => {
    if (control.current !== null) register(control.current)
    else for (const { field } of fields) sync(field)
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [fields])
  /** Validates these fields. @returns Whether they are valid. */
  const trigger = async (ids: readonly string[]): Promise<boolean> => {
    const started = await start()
    return started === null || started.trigger(ids)
  }
  const isChanged = (field: RecordField) =>
    form.current !== null && readText(form.current, field) !== loaded[idOf(field)]
  return { tracked, sync, trigger, isChanged }
}

/** A copy, because react-hook-form changes its objects in place. */
function trackedIn({ dirtyFields = {}, errors = {} }: ControlState): Tracked {
  return {
    dirty: new Set(Object.keys(dirtyFields).filter((id) => dirtyFields[id] === true)),
    errors: new Map(Object.entries(errors).map(([id, error]) => [id, error?.message ?? ''])),
  }
}

function withDirty({ dirty, errors }: Tracked, { id, isDirty }: { id: string; isDirty: boolean }): Tracked {
  const next = new Set(dirty)
  if (isDirty) next.add(id)
  else next.delete(id)
  return { dirty: next, errors }
}

import { type RefObject, useEffect, useMemo, useState } from 'react'
import type { RecordPage } from '@/admin/client'
import type { FormField } from './form-fields'

/** The names of the inputs that are hidden or locked by the values of others. */
export interface FieldsNow {
  hidden: ReadonlySet<string>
  locked: ReadonlySet<string>
}

const nothing: ReadonlySet<string> = new Set()

/** Loaded if a form has fields that depend on others. */
const loadWatch = () => import('./watch-conditions').catch(() => null)

/** Which fields are hidden or locked. Before JavaScript is running, nothing is locked, and the style sheet hides nothing. */
export function useConditions(
  fields: readonly FormField[],
  { conditions }: Pick<RecordPage, 'conditions'>,
  form: RefObject<HTMLFormElement | null>,
): FieldsNow {
  const dependent = useMemo(() => fields.filter(({ field: { meta } }) => meta.visible ?? meta.locked), [fields])
  const [now, setNow] = useState<FieldsNow | null>(null)
  useEffect(() => {
    if (dependent.length === 0 || form.current === null) return
    const stop = new AbortController()
    const element = form.current
    void loadWatch().then((loaded) => {
      if (!stop.signal.aborted) loaded?.watchConditions({ form: element, dependent, conditions, tell: setNow, stop })
    })
    return () => stop.abort()
  }, [dependent, conditions, form])
  return useMemo(() => {
    if (now !== null) return now
    const unmet = dependent.filter(({ field }) => field.meta.visible?.met === false)
    return { hidden: new Set(unmet.map(({ field }) => field.meta.name)), locked: nothing }
  }, [now, dependent])
}

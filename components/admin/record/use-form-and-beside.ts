import { useEffect } from 'react'
import type { Problem } from './form-fields'
import { useNeighbours } from './neighbour-source'
import { useRecordForm, type RecordFormOptions } from './use-record-form'

/**
 * The changes and problems of a record's form, with those of the relations that are edited beside it, where the form's own
 * inputs do not reach.
 */
export function useFormAndBeside(options: RecordFormOptions, inDialog: boolean) {
  const own = useRecordForm(options)
  const { formId, edited, report } = useNeighbours()
  const { errors } = options.state
  useEffect(() => {
    if (!inDialog) report(errors)
  }, [errors, inDialog, report])
  if (inDialog) return { ...own, formId: undefined }
  const problems = [...edited].flatMap(([name, label]): Problem[] => {
    const message = errors[name]
    return message === undefined ? [] : [{ name, label, message }]
  })
  return {
    ...own,
    /** For the inputs beside the form; undefined if there are none. */
    formId,
    changed: [...own.changed, ...edited.values()],
    problems: [...own.problems, ...problems],
  }
}

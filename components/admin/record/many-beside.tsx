import type { FormEvent } from 'react'
import { hadName, type RecordField } from '@/admin/client'
import { ManyInput } from '../../fields/many-input'
import { useFieldId } from './field-id'
import { controlOf } from './field-row'
import { useNeighbours } from './neighbour-source'

/** The related rows of a many-to-many relation beside the record's form, with which they are saved. */
export function ManyBeside({ field }: { field: RecordField }) {
  const { formId, edit, problems } = useNeighbours()
  const idOf = useFieldId()
  const { meta, value } = field
  const error = problems[meta.name] ?? null
  const control = controlOf(meta, { id: idOf(meta.name), error })
  const onInput = ({ target }: FormEvent) => {
    if (target instanceof HTMLInputElement && target.name === meta.name)
      edit(meta.name, target.value === (value ?? '') ? null : meta.label)
  }
  return (
    <div className="many-beside" onInput={onInput}>
      <input type="hidden" name={hadName(meta.name)} value={value ?? ''} form={formId} />
      <label className="sr-only" id={`${control.id}-label`} htmlFor={control.id}>
        {meta.label}
      </label>
      <ManyInput meta={meta} value={value} text={null} href={null} control={control} form={formId} />
      {error !== null && (
        <p className="error" id={`${control.id}-error`}>
          {error}
        </p>
      )}
    </div>
  )
}

import { Suspense, use } from 'react'
import type { FieldInputProps } from './field-input'
import { furtherInputs } from './further-inputs'
import { inputs } from './inputs'
import { addBuiltinInputs, fieldView, viewOf } from './own-views'

addBuiltinInputs(furtherInputs)

/** The input of a type of the project, or one that is loaded on first use. Until its file has arrived, that of its kind. */
export function OwnInput(props: FieldInputProps) {
  const Plain = inputs[props.meta.kind]
  return (
    <Suspense fallback={<Plain {...props} />}>
      <LoadedInput {...props} />
    </Suspense>
  )
}

function LoadedInput(props: FieldInputProps) {
  const { meta } = props
  const own = use(fieldView(viewOf(meta) ?? ''))
  const Input = own.Input ?? inputs[meta.kind]
  return <Input {...props} />
}

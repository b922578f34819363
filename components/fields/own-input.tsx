import { Suspense, use } from 'react'
import type { FieldInputProps } from './field-input'
import { inputs } from './inputs'
import { fieldView } from './own-views'

/** The input of a type of the project. Until its file has arrived, that of the type that it refines. */
export function OwnInput(props: FieldInputProps) {
  const Plain = inputs[props.meta.kind]
  return (
    <Suspense fallback={<Plain {...props} />}>
      <LoadedInput {...props} />
    </Suspense>
  )
}

function LoadedInput(props: FieldInputProps) {
  const { view = '', kind } = props.meta
  const own = use(fieldView(view))
  const Input = own.Input ?? inputs[kind]
  return <Input {...props} />
}

import { use } from 'react'
import type { FieldInputProps } from './field-input'
import { inputs } from './inputs'
import { fieldView } from './own-views'

/** The input of a type of the project. Waits for its file, on the server too, so that the form is complete before JavaScript. */
export function OwnInput(props: FieldInputProps) {
  const { view = '', kind } = props.meta
  const own = use(fieldView(view))
  const Input = own.Input ?? inputs[kind]
  return <Input {...props} />
}

import { createContext, useContext } from 'react'

/** Set in a dialog, whose fields may have the names of those below it. */
export const FormIdContext = createContext('')

/** The ids of the elements of inputs, rows and inlines, to which errors link. */
export function useFieldId(): (name: string) => string {
  const prefix = useContext(FormIdContext)
  return (name) => `${prefix}f-${name}`
}

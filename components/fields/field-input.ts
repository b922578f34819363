import type { ReactElement } from 'react'
import type { FieldMeta } from '@/admin/client'

/** What every input puts on its native control: the form's name, and its ties to label, help and error. */
export interface FieldControl {
  id: string
  name: string
  placeholder: string | undefined
  'aria-invalid': boolean
  'aria-required': boolean | undefined
  'aria-describedby': string | undefined
}

export interface FieldInputProps {
  meta: FieldMeta
  /** The text it starts with; null is NULL. It is the browser's from then on: inputs are not controlled. */
  value: string | null
  /** A relation's label, as long as `value` is the one that it belongs to. */
  text: string | null
  /** A relation's row, likewise. */
  href: string | null
  control: FieldControl
}

/** The browser half of a field type: one native control that posts `meta.name`. */
export type FieldInput = (props: FieldInputProps) => ReactElement

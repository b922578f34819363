import type { ReactElement } from 'react'
import type { FieldMeta } from '@/admin/client'

/** The attributes of every native control: the form's name, and references to label, help and error. */
export interface FieldControl {
  id: string
  name: string
  placeholder: string | undefined
  'aria-invalid': boolean
  'aria-required': boolean | undefined
  'aria-describedby': string | undefined
  /** Of several elements, which no label element can stand for. */
  'aria-labelledby'?: string
}

export interface FieldInputProps {
  meta: FieldMeta
  /** The initial text; null is NULL. Inputs are uncontrolled, so the browser holds the value from then on. */
  value: string | null
  /** The label of the linked row, while `value` is the one it belongs to. */
  text: string | null
  /** The URL of the linked row, likewise. */
  href: string | null
  control: FieldControl
  /** The message below the field. */
  problem?: string | null
}

/** The browser half of a field type: one native control that posts `meta.name`. */
export type FieldInput = (props: FieldInputProps) => ReactElement

import type { FieldKind } from '@/admin/client'
import { BooleanInput, ChoiceInput } from './choice-input'
import type { FieldInput } from './field-input'
import { FileInput } from './file-input'
import { LinkedTextInput } from './linked-text-input'
import { RelationInput } from './relation-input'
import { MomentInput } from './moment-input'
import { LongTextInput, NumberInput, SecretInput, TextInput } from './text-input'

/** The input of each kind of column. */
export const inputs = {
  secret: SecretInput,
  relation: RelationInput,
  array: LongTextInput,
  composite: TextInput,
  choice: ChoiceInput,
  email: LinkedTextInput,
  url: LinkedTextInput,
  phone: LinkedTextInput,
  slug: TextInput,
  file: FileInput,
  image: FileInput,
  boolean: BooleanInput,
  integer: NumberInput,
  decimal: NumberInput,
  float: NumberInput,
  date: MomentInput,
  time: MomentInput,
  timestamp: MomentInput,
  interval: TextInput,
  uuid: TextInput,
  json: LongTextInput,
  binary: LongTextInput,
  inet: TextInput,
  vector: LongTextInput,
  geometry: TextInput,
  bits: TextInput,
  range: TextInput,
  tsvector: LongTextInput,
  custom: TextInput,
  longtext: LongTextInput,
  text: TextInput,
  fallback: TextInput,
} satisfies Record<FieldKind, FieldInput>

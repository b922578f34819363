import type { FieldMeta } from '@/admin/client'

/** The classes around a field. */
export const fieldClass = ({ width }: FieldMeta, hidden = false): string =>
  ['field', width === 'long' ? 'long' : '', hidden ? 'unmet' : ''].filter(Boolean).join(' ')

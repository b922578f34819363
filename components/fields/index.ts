/** The entry for the browser half of field types of your own: `import { defineFieldView } from '@/components/fields'`. */
export { defineFieldView } from './own-views'
export type { FieldView } from './own-views'
export type { FieldControl, FieldInput, FieldInputProps } from './field-input'
export { fillInput } from './fill-input'
export { markup } from '../ui/markup'
export type { Markup } from '../ui/markup'

import { withLineFeeds } from '@/admin/client'
import type { FieldInputProps } from './field-input'

/** Pixels, as in `.input`: a line, and what is above and below the lines. */
const lineHeight = 20
const padding = 12

export function TextInput({ meta, value, control }: FieldInputProps) {
  const className = meta.monospace ? 'input mono' : 'input'
  // An input of one line would drop the line breaks of a value that has some.
  if ((meta.rows ?? 1) > 1 || /[\r\n]/.test(value ?? '')) return <LongTextInput {...{ meta, value, control }} />
  return (
    <input
      {...control}
      className={className}
      // Never `email` or `url`: those trim and rewrite what is stored before anybody has touched it.
      type="text"
      inputMode={meta.inputMode}
      defaultValue={value ?? ''}
      autoComplete="off"
      spellCheck={meta.monospace ? false : undefined}
    />
  )
}

/** Grows with its content, by CSS where the browser can, else by the form. */
export function LongTextInput({ meta, value, control }: Omit<FieldInputProps, 'text' | 'href'>) {
  return (
    <textarea
      {...control}
      className={meta.monospace ? 'input mono' : 'input'}
      rows={meta.rows ?? 3}
      // For browsers that size it by its content, which pay no heed to `rows`.
      style={{ minHeight: (meta.rows ?? 3) * lineHeight + padding }}
      // HTML swallows a line break right after the tag. React guards against it, but knows only LF.
      defaultValue={withLineFeeds(value ?? '')}
      autoComplete="off"
      spellCheck={meta.monospace ? false : undefined}
    />
  )
}

/** Numbers are typed as text, so that no digit is lost; the keyboard of a phone is still the right one. */
export function NumberInput({ meta, value, control }: FieldInputProps) {
  return (
    <input
      {...control}
      className="input"
      type="text"
      inputMode={meta.inputMode ?? 'decimal'}
      defaultValue={value ?? ''}
      autoComplete="off"
    />
  )
}

/** A browser's date input takes only whole ISO dates: `infinity` and years before Christ need a text. */
export function DateInput({ value, control }: FieldInputProps) {
  const native = value === null || value === '' || /^\d{4}-\d\d-\d\d$/.test(value)
  return (
    <input
      {...control}
      className="input"
      type={native ? 'date' : 'text'}
      defaultValue={value ?? ''}
      autoComplete="off"
    />
  )
}

/** Never filled in from what is stored: an empty box leaves it as it is. */
export function SecretInput({ control }: FieldInputProps) {
  return <input {...control} className="input" type="password" autoComplete="new-password" />
}

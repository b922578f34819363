import { withLineFeeds } from '@/admin/client'
import type { FieldInputProps } from './field-input'

/** In pixels, as in `.input`: the height of a line, and the vertical padding. */
const lineHeight = 20
const padding = 12

export function TextInput({ meta, value, control }: FieldInputProps) {
  const className = meta.monospace ? 'input mono' : 'input'
  // A single-line input would drop the line breaks of a value.
  if ((meta.rows ?? 1) > 1 || /[\r\n]/.test(value ?? '')) return <LongTextInput {...{ meta, value, control }} />
  return (
    <input
      {...control}
      className={className}
      // Never `email` or `url`: those trim and rewrite the stored value before anything is typed.
      type="text"
      inputMode={meta.inputMode}
      defaultValue={value ?? ''}
      autoComplete="off"
      spellCheck={meta.monospace ? false : undefined}
    />
  )
}

/** Grows with its content: by CSS if the browser supports it, otherwise by the form. */
export function LongTextInput({ meta, value, control }: Omit<FieldInputProps, 'text' | 'href'>) {
  return (
    <textarea
      {...control}
      className={meta.monospace ? 'input mono' : 'input'}
      rows={meta.rows ?? 3}
      // For browsers that size it by its content and ignore `rows`.
      style={{ minHeight: (meta.rows ?? 3) * lineHeight + padding }}
      // HTML drops a line break right after the tag. React compensates for it, but only for LF.
      defaultValue={withLineFeeds(value ?? '')}
      autoComplete="off"
      spellCheck={meta.monospace ? false : undefined}
    />
  )
}

/** Numbers are typed as text, so that no digit is lost; phones still show the right keyboard. */
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

/** Never filled with the stored value: an empty input keeps it. */
export function SecretInput({ meta, control }: FieldInputProps) {
  const { inputType = 'text' } = meta
  return (
    <input
      {...control}
      className="input"
      type={inputType}
      autoComplete={inputType === 'password' ? 'new-password' : 'off'}
    />
  )
}

import * as words from '../../words/login'

interface EmailInputProps {
  /** Default `email`, as its name. */
  id?: string
  /** Default "Email". */
  label?: string
  /** As it was posted. */
  value: string
  /** The message below it. */
  error?: string | null
  /** Whether the message is announced; a form with a summary announces that. */
  announced?: boolean
  invalid?: boolean
  autoComplete?: string
  /** The browser itself asks for it. */
  required?: boolean
  autoFocus?: boolean
}

/** An email address as text: browsers refuse addresses that exist, so only the server checks it. */
export function EmailInput({
  id = 'email',
  label = words.email,
  value,
  error = null,
  announced = false,
  invalid = error !== null,
  autoComplete = 'username',
  required = false,
  autoFocus = false,
}: EmailInputProps) {
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <input
        // A new input after an answer: React would empty the old one.
        key={value}
        id={id}
        name="email"
        type="text"
        inputMode="email"
        autoCapitalize="none"
        spellCheck={false}
        className="input"
        autoComplete={autoComplete}
        defaultValue={value}
        autoFocus={autoFocus}
        required={required}
        aria-required
        aria-invalid={invalid}
        aria-describedby={error === null ? undefined : `${id}-error`}
      />
      {error !== null && (
        <p className="error" id={`${id}-error`} role={announced ? 'alert' : undefined}>
          {error}
        </p>
      )}
    </div>
  )
}

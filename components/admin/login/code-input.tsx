interface CodeInputProps {
  label: string
  /** A recovery code has letters. */
  recovery?: boolean
  invalid?: boolean
  /** The message below it. */
  error?: string | undefined
  autoFocus?: boolean
}

/** The input of a code; browsers and password managers offer to fill it in. */
export function CodeInput({
  label,
  recovery = false,
  error,
  invalid = error !== undefined,
  autoFocus,
}: CodeInputProps) {
  return (
    <div>
      <label htmlFor="code">{label}</label>
      <input
        id="code"
        name="code"
        type="text"
        className="input code-input"
        inputMode={recovery ? 'text' : 'numeric'}
        autoComplete={recovery ? 'off' : 'one-time-code'}
        autoCapitalize="none"
        spellCheck={false}
        maxLength={40}
        autoFocus={autoFocus}
        aria-required
        aria-invalid={invalid}
        aria-describedby={error === undefined ? undefined : 'code-error'}
      />
      {error !== undefined && (
        <p className="error" id="code-error">
          {error}
        </p>
      )}
    </div>
  )
}

import { useRef, useState } from 'react'
import { defineFieldView, type FieldInputProps, fillInput, markup } from '@/components/fields'

const star = { padding: '4px 2px', fontSize: 18, lineHeight: '20px', cursor: 'pointer' }

/** A number that can be typed, and stars that fill it in with a click. */
function RatingInput({ value, control }: FieldInputProps) {
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(value ?? '')
  return (
    <span style={{ display: 'flex', alignItems: 'center', gap: 4 }}>
      <input
        {...control}
        ref={input}
        className="input"
        style={{ width: 56 }}
        type="text"
        inputMode="numeric"
        defaultValue={value ?? ''}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        autoComplete="off"
      />
      {[1, 2, 3, 4, 5].map((count) => (
        <button
          key={count}
          type="button"
          style={{ ...star, color: count <= Number(text) ? 'var(--accent-text)' : 'var(--line-strong)' }}
          // The number is for keyboards and screen readers.
          tabIndex={-1}
          aria-hidden
          onClick={() => input.current && fillInput(input.current, String(count))}
        >
          ★
        </button>
      ))}
    </span>
  )
}

export default defineFieldView({
  Input: RatingInput,
  Cell: (shown) => {
    const count = Number(shown[0])
    return markup`<span role="img" aria-label="${shown}">${'★'.repeat(count)}${'☆'.repeat(5 - count)}</span>`
  },
})

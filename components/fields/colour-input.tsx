import { useEffect, useRef, useState } from 'react'
import type { FieldInputProps } from './field-input'
import { fillInput } from './fill-input'
import { defineFieldView } from './own-views'
import { TextInput } from './text-input'
import * as words from '../words/fields'

const shortShape = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/iu
const longShape = /^#[0-9a-f]{6}$/iu

/** What the browser's own picker can show of a text: six digits, or else black. */
function pickable(text: string): string {
  const short = shortShape.exec(text.trim())
  const long = short
    ? `#${short
        .slice(1)
        .map((digit) => digit + digit)
        .join('')}`
    : text.trim()
  return longShape.test(long) ? long.toLowerCase() : '#000000'
}

/** A colour that is typed, with the browser's picker beside it. */
function ColourInput(props: FieldInputProps) {
  const { meta, value } = props
  const box = useRef<HTMLDivElement>(null)
  const [text, setText] = useState<string | null>(null)
  useEffect(() => {
    const input = box.current?.querySelector<HTMLInputElement>('input[type=text]')
    if (!input) return
    const read = () => setText(input.value)
    read()
    const stop = new AbortController()
    input.addEventListener('textset', read, stop)
    input.addEventListener('input', read, stop)
    return () => stop.abort()
  }, [])
  return (
    <div ref={box} className="colour-field">
      <TextInput {...props} />
      {text !== null && (
        <input
          type="color"
          className="colour-picker"
          aria-label={words.pickColour(meta.label)}
          value={pickable(text)}
          onChange={({ target }) => {
            const input = box.current?.querySelector<HTMLInputElement>('input[type=text]')
            if (input) fillInput(input, target.value)
          }}
        />
      )}
      {text === null && <i className="colour-picker" style={{ background: pickable(value ?? '') }} />}
    </div>
  )
}

export default defineFieldView({ Input: ColourInput })

import { choiceColours, type FieldMeta } from '@/admin/client'
import type { FieldInputProps } from './field-input'
import { defineFieldView } from './own-views'
import * as words from '../words/fields'

const colours: readonly string[] = choiceColours

interface Button {
  value: string
  label: string
  colour?: string
  group?: string
}

/**
 * Choices as radio buttons, below each other or as segments in a line. They post what a select would post: the chosen value, and ''
 * for the one that stands for no value. A value that is no longer among the options is kept as a button of its own.
 */
function ChoiceButtons({ meta, value, control }: FieldInputProps) {
  const { id, name, placeholder: _, ...described } = control
  const text = (value ?? (meta.nullable ? '' : meta.unchecked)) || ''
  const buttons = buttonsOf(meta, { text, placeholder: control.placeholder })
  const isLine = meta.input === 'segments'
  return (
    <div {...described} id={id} className={isLine ? 'segments' : 'radios'} role="radiogroup" tabIndex={-1}>
      {/* Radio buttons of which none is chosen are not sent. */}
      {buttons.every((button) => button.value !== text) && <input type="hidden" name={name} value="" />}
      {buttons.map((button, index) => (
        <div key={button.value} className="choice-button">
          {!isLine && button.group !== undefined && button.group !== buttons[index - 1]?.group && <b>{button.group}</b>}
          <label>
            <input
              type="radio"
              name={name}
              value={button.value}
              defaultChecked={button.value === text}
              autoComplete="off"
            />
            <Dot colour={button.colour} />
            <span>{button.label}</span>
          </label>
        </div>
      ))}
    </div>
  )
}

function Dot({ colour }: { colour: string | undefined }) {
  const index = colours.indexOf(colour ?? '')
  return index < 0 ? null : <i className={`dot d${index}`} />
}

function buttonsOf(
  { options = [], nullable, unchecked }: FieldMeta,
  { text, placeholder }: { text: string; placeholder: string | undefined },
): Button[] {
  const none = placeholder ?? (unchecked === undefined ? words.none : words.unknown)
  const isKnown = text === '' || options.some((option) => option.value === text)
  return [
    ...(nullable || placeholder !== undefined ? [{ value: '', label: none }] : []),
    ...(isKnown ? [] : [{ value: text, label: text }]),
    ...options,
  ]
}

export default defineFieldView({ Input: ChoiceButtons })

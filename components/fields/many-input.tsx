import { Plus, Search } from 'lucide-react'
import { type ComponentType, type RefObject, useEffect, useRef, useState } from 'react'
import type { FieldInputProps } from './field-input'
import type { ManyPickerProps } from './many-picker'
import { FormLink } from './relation-links'
import * as fieldWords from '../words/fields'
import * as words from '../words/many'

export interface ManyInputProps extends FieldInputProps {
  /** The id of the form that the inputs belong to, if they are outside of it. */
  form?: string
}

/** What was done before the picker was loaded. */
export interface ManyStart {
  /** The keys of the rows that are still ticked. */
  keys: readonly string[]
  /** The text beside them, and whether it has the focus. */
  typed: string
  isFocused: boolean
}

export const keysIn = (text: string | null) => (text ?? '').split(' ').filter((key) => key !== '')

/**
 * The related rows of a many-to-many relation. Its value is their keys. Without JavaScript each row has a checkbox, and
 * the key of another row can be typed; with it, a picker takes their place, which only records with such a field load.
 */
export function ManyInput(props: ManyInputProps) {
  const { meta, value, control, form } = props
  const { many, relation } = meta
  const box = useRef<HTMLDivElement>(null)
  const picker = usePickerOf(box)
  if (many === undefined) return null
  const { Picker, start } = picker ?? {}
  const { name, placeholder: _, ...rest } = control
  const label = relation?.singular ?? ''
  const ticked = new Set(keysIn(value))
  return (
    <div className="many" ref={box}>
      {Picker && start ? (
        <Picker {...props} start={start} />
      ) : (
        <>
          {/* A relation without rows must be sent too. */}
          <input type="hidden" name={name} form={form} value="" />
          {many.rows.length > 0 && (
            <ul className="many-chips">
              {many.rows.map(({ key, label: row, removable }) => (
                <li key={key} className="many-chip">
                  {many.mayRemove && removable ? (
                    <label>
                      <input type="checkbox" name={name} form={form} value={key} defaultChecked={ticked.has(key)} />{' '}
                      <bdi>{row}</bdi>
                    </label>
                  ) : (
                    <>
                      <input type="hidden" name={name} form={form} value={key} />
                      <bdi>{row}</bdi>
                    </>
                  )}
                </li>
              ))}
            </ul>
          )}
          {many.mayAdd && (
            <div className="relation">
              <div className="relation-box">
                <input
                  {...rest}
                  name={name}
                  form={form}
                  className="input"
                  type="text"
                  placeholder={words.keyOfAnother(label)}
                  defaultValue={[...ticked].filter((key) => !many.rows.some((row) => row.key === key)).join(' ')}
                />
                <Search className="relation-icon" aria-hidden />
              </div>
              {relation?.addHref != null && (
                <FormLink href={relation.addHref} label={fieldWords.addInNewTab(label)} onOpen={null}>
                  <Plus aria-hidden />
                </FormLink>
              )}
            </div>
          )}
        </>
      )}
      {many.more !== null && <p className="help">{many.more}</p>}
    </div>
  )
}

interface Loaded {
  Picker: ComponentType<ManyPickerProps>
  start: ManyStart
}

/** Loads the picker, which continues with what was ticked and typed until then. Null if it is not there yet. */
function usePickerOf(box: RefObject<HTMLDivElement | null>): Loaded | null {
  const [loaded, setLoaded] = useState<Loaded | null>(null)
  useEffect(() => {
    let isGone = false
    const replace = async () => {
      const { ManyPicker } = await import('./many-picker')
      if (!isGone && box.current !== null) setLoaded({ Picker: ManyPicker, start: startOf(box.current) })
    }
    // If it cannot be loaded, the checkboxes stay.
    replace().catch(() => undefined)
    return () => {
      isGone = true
    }
  }, [box])
  return loaded
}

function startOf(box: HTMLElement): ManyStart {
  const inputs = [...box.querySelectorAll('input')]
  const text = inputs.find(({ type }) => type === 'text')
  const kept = inputs.filter(({ type, checked }) => type === 'hidden' || (type === 'checkbox' && checked))
  // The text is either keys that were sent before, or has been typed since.
  const isTyped = text !== undefined && text.value !== text.defaultValue
  return {
    keys: kept.flatMap(({ value }) => keysIn(value)).concat(isTyped ? [] : keysIn(text?.value ?? '')),
    typed: isTyped ? text.value : '',
    isFocused: text !== undefined && document.activeElement === text,
  }
}

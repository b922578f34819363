import { type ClipboardEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { Chip, FieldMeta } from '@/admin/client'
import { chipsOf, checkRules, itemProblem, splitTyped, textOfChips } from '@/admin/typing'
import { ChipList } from './chip-list'
import type { FieldInputProps } from './field-input'
import { fillInput } from './fill-input'
import { defineFieldView } from './own-views'
import { LongTextInput } from './text-input'
import * as words from '../words/chips'

/**
 * A list with a chip for each element. The textarea stays the form's control: it is hidden while chips stand for its text, and keeps
 * the text as loaded until a chip changes.
 */
function ChipsInput(props: FieldInputProps) {
  const { meta, control, problem } = props
  const box = useRef<HTMLDivElement>(null)
  const { chips, text, change, preview } = useChips(box)
  return (
    <div ref={box} className="chips-field">
      <div hidden={chips !== null}>
        <LongTextInput {...props} control={chips === null ? control : { ...control, id: `${control.id}-text` }} />
      </div>
      {chips !== null && (
        <ChipsBox {...{ meta, control, chips, change, preview }} isNull={text === ''} problem={problem ?? null} />
      )}
    </div>
  )
}

/** Shows these chips and writes their text; `isNull` if there is no list. */
export type Change = (chips: readonly Chip[], isNull?: boolean) => void

/** The chips of the textarea in `box`; null before hydration, and for a text that chips cannot stand for. */
function useChips(box: { readonly current: HTMLElement | null }) {
  const [state, setState] = useState<{ chips: readonly Chip[] | null; text: string }>({ chips: null, text: '' })
  const first = useRef<{ chips: readonly Chip[] | null; text: string }>({ chips: null, text: '' })
  const isOwn = useRef(false)
  const area = () => box.current?.querySelector('textarea') ?? null
  useEffect(() => {
    const element = area()
    if (element === null) return
    const read = () => {
      if (isOwn.current) return
      first.current = { chips: chipsOf(element.value), text: element.value }
      setState(first.current)
    }
    read()
    const stop = new AbortController()
    element.addEventListener('textset', read, stop)
    element.addEventListener('input', read, stop)
    return () => stop.abort()
    // The textarea is the same as long as the field is.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [])
  const write = (text: string) => {
    const element = area()
    isOwn.current = true
    if (element !== null && element.value !== text) fillInput(element, text)
    isOwn.current = false
  }
  /** Texts of the same elements may differ: that of the form as loaded counts as unchanged. */
  const textFor = (chips: readonly Chip[]) =>
    JSON.stringify(chips) === JSON.stringify(first.current.chips) ? first.current.text : textOfChips(chips)
  const change: Change = (chips, isNull = false) => {
    const text = isNull ? '' : textFor(chips)
    write(text)
    setState({ chips, text })
  }
  return { ...state, change, preview: (chips: readonly Chip[]) => write(textFor(chips)) }
}

interface ChipsBoxProps {
  meta: FieldMeta
  control: FieldInputProps['control']
  chips: readonly Chip[]
  isNull: boolean
  change: Change
  /** Writes the text of these chips without showing them. */
  preview: (chips: readonly Chip[]) => void
  problem: string | null
}

function ChipsBox({ meta, control, chips, isNull, change, preview, problem }: ChipsBoxProps) {
  const list = useRef<HTMLUListElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const [said, setSaid] = useState('')
  const problems = problemsOf(chips, { meta, problem })
  const toChip = (index: number) => list.current?.querySelectorAll<HTMLElement>('.list-chip-text')[index]?.focus()
  const add = (added: readonly Chip[]) => {
    if (input.current) input.current.value = ''
    if (added.length > 0) change([...chips, ...added])
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const { value, selectionEnd } = event.currentTarget
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter' && value.trim() !== '') add(typedIn(event.currentTarget))
    else if (event.key === 'Backspace' && value === '' && chips.length > 0) change(chips.slice(0, -1))
    else if (event.key === 'ArrowLeft' && selectionEnd === 0 && chips.length > 0) toChip(chips.length - 1)
    else return
    event.preventDefault()
  }
  const onPaste = (event: ClipboardEvent<HTMLInputElement>) => {
    const pasted = splitTyped(event.clipboardData.getData('text/plain'))
    if (pasted.length < 2 || event.currentTarget.value !== '') return
    event.preventDefault()
    add(pasted)
  }
  const { id, name: _, placeholder, ...described } = control
  const state = isNull ? placeholder || words.noList : words.emptyList
  return (
    <>
      <div
        className="input typed-chips"
        role="presentation"
        onClick={({ target, currentTarget }) => target === currentTarget && input.current?.focus()}
      >
        <ChipList
          {...{ ref: list, label: meta.label, chips, problems, change, setSaid, toChip }}
          toInput={() => input.current?.focus()}
        />
        <input
          {...described}
          ref={input}
          id={id}
          className="chips-input"
          type="text"
          inputMode={meta.element?.inputMode}
          autoComplete="off"
          spellCheck={false}
          title={words.howTo}
          placeholder={chips.length === 0 ? state : ' '}
          list={meta.element?.options ? `${id}-options` : undefined}
          // What is typed is saved, also if it is no chip yet.
          onInput={({ currentTarget }) => preview([...chips, ...typedIn(currentTarget)])}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          onBlur={({ currentTarget }) => add(typedIn(currentTarget))}
        />
        {meta.nullable && !isNull && chips.length === 0 && (
          <button type="button" className="link" onClick={() => change([], true)}>
            {words.clear}
          </button>
        )}
      </div>
      <ChipNotes {...{ id, options: meta.element?.options ?? [], chips, problems, said }} />
    </>
  )
}

interface ChipNotesProps {
  id: string
  options: NonNullable<FieldMeta['options']>
  chips: readonly Chip[]
  problems: ReadonlyMap<number, string>
  said: string
}

/** What an element can be, the problems of elements, and what is read out. */
function ChipNotes({ id, options, chips, problems, said }: ChipNotesProps) {
  return (
    <>
      {options.length > 0 && (
        <datalist id={`${id}-options`}>
          {options.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </datalist>
      )}
      {[...problems].map(([index, message]) => (
        <p key={index} className="error">
          {words.problem(chips[index] ?? words.nullChip, message)}
        </p>
      ))}
      <span className="sr-only" role="status">
        {said}
      </span>
    </>
  )
}

function typedIn({ value }: HTMLInputElement): readonly Chip[] {
  const text = value.trim()
  return text === '' ? [] : [text]
}

/** The problems of elements, by their index: what the rules of their type say at once, and what the server has said. */
function problemsOf(
  chips: readonly Chip[],
  { meta, problem }: { meta: FieldMeta; problem: string | null },
): ReadonlyMap<number, string> {
  const problems = new Map<number, string>()
  const told = problem === null ? null : itemProblem(problem)
  for (const [index, chip] of chips.entries()) {
    const own = chip === null ? null : checkRules(meta.element?.rules ?? {}, chip)
    if (own !== null) problems.set(index, own)
  }
  // The message itself stands below the field.
  if (told !== null && !problems.has(told.index) && told.index < chips.length) problems.set(told.index, told.message)
  return problems
}

export default defineFieldView({ Input: ChipsInput })

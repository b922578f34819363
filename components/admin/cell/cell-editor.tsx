import { type ClipboardEvent, type KeyboardEvent, useEffect, useId, useRef } from 'react'
import type { CellPage, CellState, RecordField } from '@/admin/client'
import { fillInput } from '../../fields/fill-input'
import { inputs } from '../../fields/inputs'
import { OwnInput } from '../../fields/own-input'
import { inputViewOf } from '../../fields/input-views'
import { controlOf } from '../record/field-row'
import { normalText, readText, settleNull } from '../record/field-text'
import { CellConflict } from './cell-conflict'
import type { Opening } from './cell-list'
import { focusable, focusInput, type Move, type OnDone, useSaving } from './use-saving'
import * as shared from '../../words/shared'
import * as words from '../../words/cells'

/** How the page ends an editor that is open: with a save of what was typed. @returns Whether it is closed. */
export interface EditorHandle {
  commit: ((move: Move) => Promise<boolean>) | null
}

interface CellEditorProps {
  page: CellPage
  /** A choice that was opened with a click is saved with the next one. */
  opening: Opening
  save: (data: FormData) => Promise<CellState>
  handle: EditorHandle
  onDone: OnDone
  /** Called with lines that were pasted: what was typed before is dropped. */
  onFill: (text: string) => void
}

/** The input of a cell's field type, over the cell. */
export function CellEditor({ page, opening, save, handle, onDone, onFill }: CellEditorProps) {
  const { field } = page
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  const { error, conflict, busy, commit, theirs } = useSaving({ page, form, save, onDone })
  useEffect(() => {
    handle.commit = commit
  })
  useEffect(() => {
    if (form.current) startIn(form.current, opening)
    return opening.typed.release
    // Once, when it opens.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [])
  useEffect(
    () =>
      warnBeforeLeaving(
        () => form.current !== null && readText(form.current, field) !== normalText(field, field.value),
      ),
    [field],
  )

  const drop = () => onDone('stay', { state: null, painted: conflict === null ? null : theirs })
  return (
    <form
      ref={form}
      className="cell-form"
      aria-busy={busy}
      onSubmit={(event) => {
        event.preventDefault()
        void commit('stay')
      }}
      onKeyDown={(event) => onKey(event, { busy, mayLeave: conflict === null, commit, drop })}
      onPaste={(event) => takeLines(event, onFill)}
      onInput={({ currentTarget, target }) => {
        if (target instanceof Element) settleNull(currentTarget, field, target.getAttribute('name') ?? '')
      }}
      onChange={({ target }) => {
        if (opening.how === 'click' && (target as Element) instanceof HTMLSelectElement) void commit('stay')
      }}
    >
      <label className="sr-only" htmlFor={id}>
        {words.inputOf(field.meta.label, page.title)}
      </label>
      <CellInput id={id} field={field} error={error} />
      {error !== null && conflict === null && (
        <p className="error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
      {conflict !== null && (
        <CellConflict
          conflict={conflict}
          name={field.meta.name}
          onMine={() => void commit('stay')}
          onTheirs={() => onDone('stay', { state: null, painted: theirs })}
        />
      )}
      {busy && (
        <span className="sr-only" role="status">
          {words.saving}
        </span>
      )}
    </form>
  )
}

interface Keys {
  busy: boolean
  /** Tab leaves the editor, if there is nothing to choose. */
  mayLeave: boolean
  commit: (move: Move) => Promise<boolean>
  drop: () => void
}

function onKey(event: KeyboardEvent<HTMLFormElement>, { busy, mayLeave, commit, drop }: Keys): void {
  if (event.defaultPrevented || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
  // No key of the page works in here.
  event.stopPropagation()
  const { key, shiftKey, target, currentTarget } = event
  // What is being saved cannot be dropped any more.
  if (busy && (key === 'Escape' || key === 'Tab')) event.preventDefault()
  else if (key === 'Escape') drop()
  else if (key === 'Enter' && !shiftKey && !(target instanceof HTMLButtonElement)) void commit('down')
  else if (key === 'Tab' && mayLeave && isLast(currentTarget, shiftKey)) void commit(shiftKey ? 'left' : 'right')
  else return
  event.preventDefault()
}

/** A text of several lines has room for pasted ones. In any other input they are a column. */
function takeLines(event: ClipboardEvent<HTMLFormElement>, onFill: (text: string) => void): void {
  const text = event.clipboardData.getData('text/plain')
  if (event.target instanceof HTMLTextAreaElement || !/[\r\n]./su.test(text)) return
  event.preventDefault()
  onFill(text)
}

/** The input, with its unit and its NULL. */
function CellInput({ id, field, error }: { id: string; field: RecordField; error: string | null }) {
  const { meta, value, text } = field
  const Input = inputViewOf(meta) === undefined ? inputs[meta.kind] : OwnInput
  const described = error === null ? undefined : `${id}-error`
  return (
    <div className="cell-line">
      <Input
        meta={meta}
        value={value}
        text={text}
        href={null}
        control={{ ...controlOf(meta, { id, error }), 'aria-describedby': described }}
      />
      {meta.suffix && <span className="cell-suffix">{meta.suffix}</span>}
      {meta.nullable && meta.emptyIsValue && (
        <label className="null-box">
          <input type="checkbox" name={`~null.${meta.name}`} value="1" defaultChecked={value === null} />
          {shared.noValue}
        </label>
      )}
    </div>
  )
}

/**
 * The input gets the focus with its text selected, which is replaced by what has been typed meanwhile; a choice that was clicked
 * opens its options.
 */
function startIn(form: HTMLFormElement, { how, typed }: Opening): void {
  const input = focusInput(form)
  typed.release()
  const isText = input instanceof HTMLTextAreaElement || (input instanceof HTMLInputElement && input.type === 'text')
  if (isText) input.select()
  if (isText && typed.text() !== '') fillInput(input, typed.text())
  if (!(input instanceof HTMLSelectElement) || how === 'keys' || !('showPicker' in input)) return
  try {
    input.showPicker()
  } catch {
    // The click was too long ago: the options open with the next one.
  }
}

/** Whether Tab leaves the editor: from its last element or, backwards, from its first. */
function isLast(form: HTMLFormElement, backwards: boolean): boolean {
  const elements = [...form.querySelectorAll<HTMLElement>(focusable)].filter(({ tabIndex }) => tabIndex >= 0)
  return elements.at(backwards ? 0 : -1) === document.activeElement
}

function warnBeforeLeaving(isTyped: () => boolean): () => void {
  const onLeave = (event: BeforeUnloadEvent) => {
    if (isTyped()) event.preventDefault()
  }
  window.addEventListener('beforeunload', onLeave)
  return () => window.removeEventListener('beforeunload', onLeave)
}

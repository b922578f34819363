'use client'

import { type FormEvent, type RefObject, lazy, startTransition, use, useActionState, useEffect, useRef } from 'react'
import type { RecordConflict, RecordField, RecordFormState, RecordPage } from '@/admin/client'
import { Notice } from '../../ui/notice'
import { ErrorSummary } from './error-summary'
import { writeText } from './field-text'
import { FieldRow } from './field-row'
import { recordViews } from './record-views'
import { FieldValue } from './field-value'
import type { Line } from './inlines/inline-lines'
import { InlineSection } from './inlines/inline-section'
import { useInlines, withoutRows } from './inlines/use-inlines'
import { useFormAndBeside } from './use-form-and-beside'
import { Sections } from './sections'
import { type FormDialog, SaveBar } from './save-bar'
import { type Origin, useDraft } from './use-draft'
import type { FieldsNow } from './use-conditions'
import { useLeaveGuard } from './use-leave-guard'
import * as conflictWords from '../../words/conflict'
import * as words from '../../words/record'

export interface RecordFormProps {
  page: RecordPage
  action: (state: RecordFormState, data: FormData) => Promise<RecordFormState>
  /** Called when JavaScript posts the form, and when the server has not accepted it. */
  onSend?: () => void
  onRefusal?: () => void
  /** Set if the form is in a dialog. */
  dialog?: FormDialog
}

/** Loaded with the first conflict. An answer of the server is shown when it can be shown completely. */
const ConflictTable = lazy(async () => ({ default: (await import('./conflict-table')).ConflictTable }))

const untouched: RecordFormState = { message: null, errors: {}, values: null, conflict: null, rows: [] }

/**
 * Works as a plain multipart form without JavaScript. With JavaScript it validates while typing and preserves unsaved
 * input.
 */
export function RecordForm({ page, action, onSend, onRefusal, dialog }: RecordFormProps) {
  const arriving = recordViews(page)
  if (arriving) use(arriving)
  const [state, dispatch, pending] = useActionState(action, untouched)
  const form = useRef<HTMLFormElement>(null)
  const summary = useRef<HTMLDivElement>(null)
  const adding = page.mode === 'add'
  const { blocks, removed, generation, work, onRemoval, restore } = useInlines({ page, state, form })
  const { formId, now, byName, problems, message, changed, submitted, check, idleRows, onInput, onBlur } =
    useFormAndBeside({ page, blocks, removed, state, form }, dialog !== undefined)
  const leave = useLeaveGuard(form, changed.length > 0 && !pending)
  const draft = useDraft({ page, state, form, byName, blocks, removed, restore, leaves: dialog === undefined })
  useAnswer({ state, submitted, adding, form, summary, onRefusal })

  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (pending) return
    // A form's submit event is a SubmitEvent; React's type does not say so.
    const { submitter } = event.nativeEvent as SubmitEvent
    const element = event.currentTarget
    if (!(await check())) {
      summary.current?.focus()
      return
    }
    leave.allow()
    draft.keep(element, changed, idleRows())
    // Called directly, because React would empty the inputs after an error.
    const data = withoutRows(new FormData(element, submitter), idleRows())
    onSend?.()
    startTransition(() => dispatch(data))
  }
  const choose = (name: string, text: string | null) => {
    const field = byName.get(name)
    if (field && form.current) writeText(form.current, field, text)
  }

  const { conflict } = state
  const values = state.values ?? draft.values
  const errors = new Map(problems.map(({ name, message }) => [name, message]))
  const draw = (field: RecordField, isNew: boolean) => (
    <FormField key={field.meta.name} field={field} values={values} errors={errors} adding={isNew} now={now} />
  )
  return (
    <form
      ref={form}
      id={formId}
      className="record-form"
      action={dispatch}
      onSubmit={(event) => void onSubmit(event)}
      onInput={(event) => {
        onInput(event)
        onRemoval(event.target)
      }}
      onBlur={onBlur}
      noValidate
    >
      <HiddenInputs page={page} origin={draft.origin} />
      <div className="record-body">
        {draft.restored && <Notice tone="warning">{words.restored}</Notice>}
        {conflict?.deleted && <Notice tone="danger">{conflictWords.deleted(page.singular, conflict.by)}</Notice>}
        {conflict && !conflict.deleted && <ConflictTable conflict={conflict} onChoose={choose} />}
        {message !== null && (conflict === null || problems.length > 0) && (
          <ErrorSummary ref={summary} message={message} problems={problems} confirmHref={state.confirmHref} />
        )}
        <Sections page={page} draw={(field) => draw(field, adding)} errors={errors} isRefused={message !== null} />
        {blocks.map((found) => (
          <InlineSection
            key={`${generation} ${found.name}`}
            found={found}
            errors={errors}
            field={(field, line) => draw(field, line.row === null)}
            sent={(prefix) => state.rows.find((row) => row.prefix === prefix) ?? null}
            drawConflict={(clash, line) => <ConflictTable conflict={inRow(clash, line)} onChoose={choose} />}
            work={work}
          />
        ))}
      </div>
      <SaveBar {...{ page, changed, pending, form, dialog }} gone={conflict?.deleted ?? false} />
    </form>
  )
}

interface AnswerProps extends Pick<RecordFormProps, 'onRefusal'> {
  state: RecordFormState
  /** Whether the browser itself has refused to send the form. */
  submitted: boolean
  adding: boolean
  form: RefObject<HTMLFormElement | null>
  summary: RefObject<HTMLDivElement | null>
}

/** Moves the focus to what the user has to read next, and reports each refusal of the server. */
function useAnswer({ state, submitted, adding, form, summary, onRefusal }: AnswerProps) {
  useEffect(() => {
    if (state.conflict !== null && !submitted) form.current?.querySelector<HTMLElement>('.conflict')?.focus()
    else if (state.message !== null || submitted) summary.current?.focus()
    else if (adding) focusFirst(form.current)
  }, [state, submitted, adding, form, summary])

  useEffect(() => {
    if (state !== untouched) onRefusal?.()
    // Once for each answer.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [state])
}

interface HiddenInputsProps {
  page: RecordPage
  origin: Origin
}

function HiddenInputs({ page, origin }: HiddenInputsProps) {
  return (
    <>
      <input type="hidden" name="~version" value={origin.version} />
      <input type="hidden" name="~base" value={origin.base} />
      <input type="hidden" name="~token" value={origin.token} />
      <input type="hidden" name="~list" value={page.listQuery} />
      {page.backHref !== null && <input type="hidden" name="~back" value={page.backHref} />}
    </>
  )
}

interface FormFieldProps {
  field: RecordField
  /** The texts that the server sent back, if it refused the form. */
  values: RecordFormState['values']
  errors: ReadonlyMap<string, string>
  adding: boolean
  now: FieldsNow
}

function FormField({ field, values, errors, adding, now }: FormFieldProps) {
  const { name, readOnly } = field.meta
  // An error is shown in any case.
  const hidden = now.hidden.has(name) && !errors.has(name)
  if (readOnly) return <FieldValue field={field} boxed hidden={hidden} />
  const value = values && name in values ? (values[name] ?? null) : field.value
  return (
    <FieldRow
      field={field}
      value={value}
      error={errors.get(name) ?? null}
      adding={adding}
      hidden={hidden}
      locked={now.locked.has(name)}
    />
  )
}

/** The same conflict under the names that the row's inputs have in the form. */
function inRow(conflict: RecordConflict, { prefix }: Line): RecordConflict {
  return { ...conflict, rows: conflict.rows.map((row) => ({ ...row, name: `${prefix}${row.name}` })) }
}

/**
 * Focuses the first input of a row to add, if there is a keyboard and nothing else has the focus. An existing row is
 * read first, and a stray key must not change it.
 */
function focusFirst(form: HTMLFormElement | null): void {
  if (form === null || !window.matchMedia('(pointer: fine)').matches) return
  const { activeElement } = document
  const dialog = form.closest('dialog')
  // A dialog has the focus on its heading until its form has loaded.
  const isFree = dialog === null ? window.location.hash === '' && isBody(activeElement) : !form.contains(activeElement)
  if (!isFree) return
  const first = '.field:not(.unmet) :is(input, textarea, select):not([type="hidden"], .null-box input)'
  form.querySelector<HTMLElement>(first)?.focus({ preventScroll: true })
}

const isBody = (element: Element | null) => element === null || element === document.body

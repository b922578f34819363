'use client'

import { type FormEvent, startTransition, useActionState, useEffect, useRef } from 'react'
import type { RecordFormState, RecordPage } from '@/admin/client'
import { Notice } from '../../ui/notice'
import { ConflictTable } from './conflict-table'
import { ErrorSummary } from './error-summary'
import { writeText } from './field-text'
import { FieldRow } from './field-row'
import { FieldValue } from './field-value'
import { SaveBar } from './save-bar'
import { useDraft } from './use-draft'
import { useLeaveGuard } from './use-leave-guard'
import { useRecordForm } from './use-record-form'
import * as conflictWords from '../../words/conflict'
import * as words from '../../words/record'

export interface RecordFormProps {
  page: RecordPage
  action: (state: RecordFormState, data: FormData) => Promise<RecordFormState>
}

const untouched: RecordFormState = { message: null, errors: {}, values: null, conflict: null }

/**
 * Works as a plain multipart form without JavaScript. With JavaScript it validates while typing and preserves unsaved
 * input.
 */
export function RecordForm({ page, action }: RecordFormProps) {
  const [state, dispatch, pending] = useActionState(action, untouched)
  const form = useRef<HTMLFormElement>(null)
  const summary = useRef<HTMLDivElement>(null)
  const adding = page.mode === 'add'
  const { byName, problems, message, changed, submitted, check, onInput, onBlur } = useRecordForm({ page, state, form })
  const leave = useLeaveGuard(form, changed.length > 0 && !pending)
  const draft = useDraft({ page, state, form, byName })

  useEffect(() => {
    if (state.conflict !== null && !submitted) form.current?.querySelector<HTMLElement>('.conflict')?.focus()
    else if (state.message !== null || submitted) summary.current?.focus()
    else if (adding) focusFirst(form.current)
  }, [state, submitted, adding])

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
    draft.keep(element, changed)
    // Called directly, because React would empty the inputs after an error.
    startTransition(() => dispatch(new FormData(element, submitter)))
  }
  const choose = (name: string, text: string | null) => {
    const field = byName.get(name)
    if (field && form.current) writeText(form.current, field, text)
  }

  const { conflict } = state
  const values = state.values
  const errors = new Map(problems.map(({ name, message }) => [name, message]))
  return (
    <form
      ref={form}
      className="record-form"
      action={dispatch}
      onSubmit={(event) => void onSubmit(event)}
      onInput={onInput}
      onBlur={onBlur}
      noValidate
    >
      <input type="hidden" name="~version" value={draft.origin.version} />
      <input type="hidden" name="~base" value={draft.origin.base} />
      <input type="hidden" name="~token" value={draft.origin.token} />
      <input type="hidden" name="~list" value={page.listQuery} />
      {page.backHref !== null && <input type="hidden" name="~back" value={page.backHref} />}
      <div className="record-body">
        {draft.restored && <Notice tone="warning">{words.restored}</Notice>}
        {conflict?.deleted && <Notice tone="danger">{conflictWords.deleted(page.singular, conflict.by)}</Notice>}
        {conflict && !conflict.deleted && <ConflictTable conflict={conflict} onChoose={choose} />}
        {message !== null && (conflict === null || problems.length > 0) && (
          <ErrorSummary ref={summary} message={message} problems={problems} />
        )}
        {page.sections.map((section, index) => (
          <section key={section.label ?? index} className="section">
            {section.label !== null && <h2>{section.label}</h2>}
            {section.description !== null && <p>{section.description}</p>}
            <div className="fields">
              {section.fields.map((field) =>
                field.meta.readOnly ? (
                  <FieldValue key={field.meta.name} field={field} boxed />
                ) : (
                  <FieldRow
                    key={field.meta.name}
                    field={field}
                    value={values && field.meta.name in values ? (values[field.meta.name] ?? null) : field.value}
                    error={errors.get(field.meta.name) ?? null}
                    adding={adding}
                  />
                ),
              )}
            </div>
          </section>
        ))}
      </div>
      <SaveBar page={page} changed={changed} pending={pending} form={form} gone={conflict?.deleted ?? false} />
    </form>
  )
}

/**
 * Focuses the first input of a row to add, if there is a keyboard and nothing else has the focus. An existing row is
 * read first, and a stray key must not change it.
 */
function focusFirst(form: HTMLFormElement | null): void {
  if (form === null || window.location.hash !== '' || !window.matchMedia('(pointer: fine)').matches) return
  if (document.activeElement !== null && document.activeElement !== document.body) return
  const first = '.field :is(input, textarea, select):not([type="hidden"], .null-box input)'
  form.querySelector<HTMLElement>(first)?.focus({ preventScroll: true })
}

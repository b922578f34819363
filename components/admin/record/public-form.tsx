'use client'

import { type FormEvent, type ReactNode, startTransition, use, useActionState, useEffect, useRef } from 'react'
import type { FormPage, PublicFormState, RecordField } from '@/admin/client'
import { Button } from '../../ui/button'
import { Notice } from '../../ui/notice'
import * as words from '../../words/public-forms'
import { ErrorSummary } from './error-summary'
import { FormIdContext } from './field-id'
import { FieldRow } from './field-row'
import { FieldValue } from './field-value'
import { recordViews } from './record-views'
import { Sections } from './sections'
import { useRecordForm } from './use-record-form'

interface PublicFormProps {
  /** What `openForm` returned. */
  page: FormPage
  /** A server action that returns what `postForm` does. */
  action: (state: PublicFormState, data: FormData) => Promise<PublicFormState>
  /** Tells the inputs of several forms on a page apart. */
  id?: string
  lead?: LeadInputs
}

/** Inputs of something else above the fields, posted with them. */
export interface LeadInputs {
  /** By the name of the input, for the summary of errors. */
  readonly labels: ReadonlyMap<string, string>
  readonly draw: (state: PublicFormState) => ReactNode
}

const untouched: PublicFormState = { message: null, errors: {}, values: null, conflict: null, rows: [] }
const none: ReadonlySet<string> = new Set()
const noBlocks: [] = []

/** A declared form on a page outside the admin. Works without JavaScript; with it, values are checked before they are sent. */
export function PublicForm({ id = '', ...props }: PublicFormProps) {
  return (
    <FormIdContext value={id === '' ? '' : `${id}-`}>
      <OneForm {...props} />
    </FormIdContext>
  )
}

const noLead: LeadInputs = { labels: new Map(), draw: () => null }

function OneForm({ page, action, lead = noLead }: Omit<PublicFormProps, 'id'>) {
  const arriving = recordViews(page)
  if (arriving) use(arriving)
  const [state, dispatch, pending] = useActionState(action, untouched)
  const form = useRef<HTMLFormElement>(null)
  const summary = useRef<HTMLDivElement>(null)
  const tracked = useRecordForm({ page, blocks: noBlocks, removed: none, state, form })
  const { message, now, submitted, check, onInput, onBlur } = tracked
  const problems = [...leadProblems(lead, state), ...tracked.problems]
  useEffect(() => {
    if (state.message !== null || submitted) summary.current?.focus()
  }, [state, submitted])
  if (state.done !== undefined) return <Notice tone="success">{state.done}</Notice>

  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (pending) return
    const element = event.currentTarget
    if (!(await check())) {
      summary.current?.focus()
      return
    }
    // Called directly, because React would empty the inputs after an error.
    startTransition(() => dispatch(new FormData(element)))
  }
  const errors = new Map(problems.map(({ name, message: problem }) => [name, problem]))
  const { conflict } = state
  const draw = (field: RecordField) => {
    const { name, readOnly } = field.meta
    const hidden = now.hidden.has(name) && !errors.has(name)
    if (readOnly) return <FieldValue key={name} field={field} boxed hidden={hidden} />
    const value = state.values && name in state.values ? (state.values[name] ?? null) : field.value
    const error = errors.get(name) ?? null
    const shown = { field, value, error, hidden, locked: now.locked.has(name) }
    return <FieldRow key={name} {...shown} adding={page.mode === 'add'} />
  }
  return (
    <form
      ref={form}
      className="public-form"
      action={dispatch}
      onSubmit={(event) => void onSubmit(event)}
      onInput={onInput}
      onBlur={onBlur}
      noValidate
    >
      <input type="hidden" name="~version" value={conflict?.version ?? page.version} />
      <input type="hidden" name="~base" value={conflict?.base ?? page.base} />
      <input type="hidden" name="~token" value={page.token} />
      {message !== null && <ErrorSummary ref={summary} message={message} problems={problems} />}
      {lead.draw(state)}
      <Sections page={page} draw={draw} errors={errors} isRefused={message !== null} />
      <div className="buttons">
        <Button type="submit" variant="primary" disabled={pending}>
          {pending ? words.sending : page.submit}
        </Button>
      </div>
    </form>
  )
}

const leadProblems = ({ labels }: LeadInputs, { errors }: PublicFormState) =>
  [...labels].flatMap(([name, label]) => (errors[name] === undefined ? [] : [{ name, label, message: errors[name] }]))

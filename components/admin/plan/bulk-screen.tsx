'use client'

import { type FormEvent, use } from 'react'
import type { BulkFormField, BulkPage } from '@/admin/client'
import { Button, ButtonLink } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { sendForm } from '../../ui/send-form'
import { inputViewsOf } from '../../fields/input-views'
import { FieldRow } from '../record/field-row'
import { Hidden } from '../list/list-parameters'
import * as shared from '../../words/shared'
import * as words from '../../words/plan'

export interface BulkScreenProps {
  page: BulkPage
  action: (data: FormData) => void | Promise<void>
  cancelHref: string
  /** Posted along: the chosen rows, what to do with them, and the list to return to. */
  hidden: { name: string; value: string }[]
  notice: string | null
}

/** Chooses what to change in many rows: each column has what to do with it, and a value. */
export function BulkScreen({ page, action, cancelHref, hidden, notice }: BulkScreenProps) {
  const [first] = Object.keys(page.errors)
  return (
    <div className="page">
      <div className="confirm">
        <div className="page-head">
          <h1>{page.title}</h1>
        </div>
        {(notice !== null || first !== undefined) && (
          <div className="notices">
            <Notice tone="danger">{notice ?? words.needsCorrection}</Notice>
          </div>
        )}
        <form
          action={action}
          className="bulk-form"
          onInput={onTyped}
          onSubmit={(event) => sendForm(event, action)}
          noValidate
        >
          <Hidden parameters={hidden} />
          <BulkFields page={page} />
          <div className="buttons">
            <Button type="submit" name="~step" value="review" variant="primary" large>
              {page.button}
            </Button>
            <ButtonLink href={cancelHref} large>
              {shared.cancel}
            </ButtonLink>
          </div>
        </form>
      </div>
    </div>
  )
}

/** The inputs of a bulk edit or of an action's form. */
export function BulkFields({ page }: { page: BulkPage }) {
  const arriving = inputViewsOf(page.fields.map(({ meta }) => meta))
  if (arriving) use(arriving)
  return page.fields.map((field) => (
    <BulkRow key={field.meta.name} field={field} error={page.errors[field.meta.name] ?? null} />
  ))
}

/** A value that is typed or chosen is meant to be used: what to do with it is then the first operation. */
function onTyped({ target }: FormEvent<HTMLFormElement>): void {
  if (!(target instanceof HTMLElement)) return
  const row = target.closest('.bulk-row')
  const select = row?.querySelector<HTMLSelectElement>('.bulk-op')
  if (!select || target === select || select.value !== '') return
  if ('value' in target && target.value === '') return
  select.value = select.options[1]?.value ?? ''
}

function BulkRow({ field, error }: { field: BulkFormField; error: string | null }) {
  const { meta, operations, operation, value, text } = field
  return (
    <div className="bulk-row">
      {operations.length > 0 && (
        <select
          className="input bulk-op"
          name={`~op.${meta.name}`}
          defaultValue={operation}
          aria-label={words.operationOf(meta.label)}
          autoComplete="off"
        >
          <option value="">{words.keep}</option>
          {operations.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
      <FieldRow field={{ meta, value, text, href: null, wholeHref: null }} value={value} error={error} adding={false} />
    </div>
  )
}

'use client'

import { useActionState } from 'react'
import type { ViewsPage } from '@/admin/client'
import { Button } from '../../ui/button'
import { Notice } from '../../ui/notice'
import * as words from '../../words/views'

export interface ViewState {
  /** What is not about one input. */
  message: string | null
  /** By input: `name`, `audience`. */
  errors: Record<string, string>
  name: string
  audience: string
}

interface ViewFormProps {
  page: ViewsPage
  current: NonNullable<ViewsPage['current']>
  action: (state: ViewState, data: FormData) => Promise<ViewState>
}

/** Saves the list that the page was opened from. */
export function ViewForm({ page, current, action }: ViewFormProps) {
  const [state, dispatch, pending] = useActionState<ViewState, FormData>(action, {
    message: null,
    errors: {},
    name: '',
    audience: '',
  })
  const { errors } = state
  return (
    // A new form after a post: React would set the select back to what it was at first.
    <form key={JSON.stringify(state)} action={dispatch} className="stack" noValidate>
      {state.message !== null && <Notice tone="danger">{state.message}</Notice>}
      <input type="hidden" name="query" value={current.query} />
      <p className="note">
        {words.shows}: {current.filters.length === 0 ? words.allRows : current.filters.join(' · ')}
      </p>
      <div className="short-field">
        <label htmlFor="view-name">{words.name}</label>
        <input
          id="view-name"
          name="name"
          className="input"
          autoFocus
          maxLength={80}
          autoComplete="off"
          defaultValue={state.name}
          aria-required
          aria-invalid={errors.name !== undefined}
          aria-describedby="view-name-note"
        />
        <p className={errors.name === undefined ? 'note' : 'error'} id="view-name-note">
          {errors.name ?? words.sameName}
        </p>
      </div>
      {page.mayShare && (
        <div className="short-field">
          <label htmlFor="view-audience">{words.forWhom}</label>
          <select
            id="view-audience"
            name="audience"
            className="input"
            defaultValue={state.audience}
            aria-invalid={errors.audience !== undefined}
            aria-describedby={errors.audience === undefined ? undefined : 'view-audience-error'}
          >
            <option value="">{words.onlyMe}</option>
            <option value="all">{words.everybody}</option>
            {page.groups.map(({ id, name }) => (
              <option key={id} value={id}>
                {words.groupOf(name)}
              </option>
            ))}
          </select>
        </div>
      )}
      {errors.audience !== undefined && (
        <p className="error" id="view-audience-error" role="alert">
          {errors.audience}
        </p>
      )}
      <div>
        <Button type="submit" variant="primary" disabled={pending}>
          {words.save}
        </Button>
      </div>
    </form>
  )
}

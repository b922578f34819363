'use client'

import { useActionState } from 'react'
import type { ViewsPage } from '@/admin/client'
import { Button, ButtonLink } from '../../ui/button'
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
  /** The list to be saved; null if a view is changed. */
  current: ViewsPage['current']
  action: (state: ViewState, data: FormData) => Promise<ViewState>
}

/** Saves the list that the page was opened from, or changes the name of a view and for whom it is. */
export function ViewForm({ page, current, action }: ViewFormProps) {
  const { edited } = page
  const [state, dispatch, pending] = useActionState<ViewState, FormData>(action, {
    message: null,
    errors: {},
    name: edited?.name ?? '',
    audience: edited?.audience ?? '',
  })
  const { errors } = state
  return (
    // A new form after a post: React would set the select back to what it was at first.
    <form key={JSON.stringify(state)} action={dispatch} className="stack" noValidate>
      {state.message !== null && <Notice tone="danger">{state.message}</Notice>}
      {current !== null && (
        <>
          <input type="hidden" name="query" value={current.query} />
          <p className="note">
            {words.shows}: {current.filters.length === 0 ? words.allRows : current.filters.join(' · ')}
          </p>
        </>
      )}
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
          {errors.name ?? (edited === null ? words.sameName : words.otherList)}
        </p>
      </div>
      <Audience page={page} state={state} />
      <div className="buttons">
        <Button type="submit" variant="primary" disabled={pending}>
          {edited === null ? words.save : words.saveChanges}
        </Button>
        {edited !== null && <ButtonLink href={page.href}>{words.cancel}</ButtonLink>}
      </div>
    </form>
  )
}

/** For whom the view is. Who may not save views for others can still leave one as it is. */
function Audience({
  page: { edited, groups, mayShare },
  state: { audience, errors },
}: {
  page: ViewsPage
  state: ViewState
}) {
  const kept = edited?.audience ?? ''
  if (!mayShare && kept === '') return null
  const known = ['', ...(mayShare ? ['all', ...groups.map(({ id }) => id)] : [])]
  return (
    <div className="short-field">
      <label htmlFor="view-audience">{words.forWhom}</label>
      <select
        id="view-audience"
        name="audience"
        className="input"
        defaultValue={audience}
        aria-invalid={errors.audience !== undefined}
        aria-describedby={errors.audience === undefined ? undefined : 'view-audience-error'}
      >
        <option value="">{words.onlyMe}</option>
        {(mayShare || kept === 'all') && <option value="all">{words.everybody}</option>}
        {mayShare &&
          groups.map(({ id, name }) => (
            <option key={id} value={id}>
              {words.groupOf(name)}
            </option>
          ))}
        {kept !== 'all' && !known.includes(kept) && <option value={kept}>{words.currentGroup}</option>}
      </select>
      {errors.audience !== undefined && (
        <p className="error" id="view-audience-error" role="alert">
          {errors.audience}
        </p>
      )}
    </div>
  )
}

'use client'

import { useActionState } from 'react'
import type { TokensPage } from '@/admin/client'
import { Button } from '../../ui/button'
import { Notice } from '../../ui/notice'
import * as words from '../../words/tokens'
import { PermissionGrid } from '../permission-grid'
import { RefusedNotice } from '../refused-notice'

export interface TokenState {
  /** What is not about one input. */
  message: string | null
  confirmHref?: string | null
  /** By input: `name`, `days`, `scopes`. */
  errors: Record<string, string>
  name: string
  days: string
  scopes: string[]
  /** The token that was just made: the only time that it leaves the server. */
  made: { name: string; token: string; example: string } | null
}

interface TokenFormProps {
  page: TokensPage
  action: (state: TokenState, data: FormData) => Promise<TokenState>
}

/** A form for a new API token, and above it the token that it made. */
export function TokenForm({ page, action }: TokenFormProps) {
  const [state, dispatch, pending] = useActionState<TokenState, FormData>(action, {
    message: null,
    errors: {},
    name: '',
    days: String(page.defaultDays),
    scopes: [],
    made: null,
  })
  return (
    // A new form after a post: React would set ticks back to what they were at first.
    <form key={JSON.stringify(state)} action={dispatch} className="stack" noValidate>
      <RefusedNotice message={state.message} confirmHref={state.confirmHref} />
      {state.made && <MadeToken {...state.made} />}
      <Input name="name" label={words.name} hint={words.nameHint} value={state.name} error={state.errors.name} />
      <Input
        name="days"
        label={words.days}
        hint={words.daysHint(page.mostDays)}
        value={state.days}
        error={state.errors.days}
      />
      <fieldset
        className="group-picker"
        aria-describedby={state.errors.scopes === undefined ? undefined : 'scopes-error'}
      >
        <legend>{words.scopes}</legend>
        <p className="note">{words.exportHint}</p>
        {state.errors.scopes !== undefined && (
          <p className="error" id="scopes-error" role="alert">
            {state.errors.scopes}
          </p>
        )}
        <PermissionGrid tables={page.tables} granted={state.scopes} choices={page.scopes} readOnly={false} />
      </fieldset>
      <div>
        <Button type="submit" variant="primary" disabled={pending}>
          {words.make}
        </Button>
      </div>
    </form>
  )
}

function MadeToken({ name, token, example }: { name: string; token: string; example: string }) {
  return (
    <Notice tone="success">
      <label htmlFor="made-token">{words.made(name)}</label>
      <input
        id="made-token"
        className="input new-token"
        readOnly
        value={token}
        autoFocus
        aria-label={words.theToken}
        spellCheck={false}
        autoComplete="off"
        onFocus={(event) => event.currentTarget.select()}
      />
      <p className="note">{words.usage(example)}</p>
    </Notice>
  )
}

interface InputProps {
  name: 'name' | 'days'
  label: string
  hint: string
  value: string
  error: string | undefined
}

function Input({ name, label, hint, value, error }: InputProps) {
  return (
    <div className="short-field">
      <label htmlFor={name}>{label}</label>
      <input
        id={name}
        name={name}
        type="text"
        inputMode={name === 'days' ? 'numeric' : 'text'}
        className="input"
        autoComplete="off"
        defaultValue={value}
        aria-required
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? `${name}-hint` : `${name}-error`}
      />
      {error === undefined ? (
        <p className="note" id={`${name}-hint`}>
          {hint}
        </p>
      ) : (
        <p className="error" id={`${name}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  )
}

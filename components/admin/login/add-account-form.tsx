'use client'

import { useActionState } from 'react'
import type { AddAccountPage } from '@/admin/client'
import { Button, ButtonLink } from '../../ui/button'
import { GroupPicker } from '../group-picker'
import { RefusedNotice } from '../refused-notice'
import { PasswordInput } from './password-form'
import { EmailInput } from './email-input'
import * as words from '../../words/account'
import * as loginWords from '../../words/login'

export interface AddAccountState {
  message: string | null
  confirmHref?: string | null
  /** By input: `email`, `password`, `repeat`. */
  errors: Record<string, string>
  email: string
  name: string
  isStaff: boolean
  isSuperuser: boolean
  groups: readonly string[]
  entry: string
}

interface AddAccountFormProps {
  page: AddAccountPage
  action: (state: AddAccountState, data: FormData) => Promise<AddAccountState>
}

/** Everything that a new colleague needs: the account, its groups, and how they get in. */
export function AddAccountForm({ page, action }: AddAccountFormProps) {
  const [state, dispatch, pending] = useActionState<AddAccountState, FormData>(action, {
    message: null,
    errors: {},
    email: '',
    name: '',
    isStaff: page.mayGiveAccess,
    isSuperuser: false,
    groups: [],
    entry: page.entries[0] ?? 'password',
  })
  return (
    // A new form after a refusal: React would set ticks back to what they were at first.
    <form key={JSON.stringify(state)} action={dispatch} className="stack narrow account-form" noValidate>
      <RefusedNotice message={state.message} confirmHref={state.confirmHref} />
      <EmailInput value={state.email} error={state.errors.email ?? null} autoComplete="off" />
      <div>
        <label htmlFor="name">{words.name}</label>
        <input id="name" name="name" className="input" autoComplete="off" defaultValue={state.name} />
      </div>
      {page.mayGiveAccess && (
        <fieldset className="group-picker">
          <legend>{words.access}</legend>
          <label className="check-row">
            <input type="checkbox" name="isStaff" defaultChecked={state.isStaff} />
            {words.canLogIn}
          </label>
          <label className="check-row">
            <input type="checkbox" name="isSuperuser" defaultChecked={state.isSuperuser} />
            {words.superuser}
          </label>
        </fieldset>
      )}
      {page.groups && <GroupPicker groups={[...page.groups]} chosen={[...state.groups]} readOnly={false} />}
      <EntryPicker page={page} state={state} />
      <div className="buttons">
        <Button type="submit" variant="primary" disabled={pending}>
          {words.addAccount}
        </Button>
        <ButtonLink href={page.listHref}>{words.cancel}</ButtonLink>
      </div>
    </form>
  )
}

/** How they get in. The inputs of the password are shown with its choice, by the style sheet alone. */
function EntryPicker({ page, state }: { page: AddAccountPage; state: AddAccountState }) {
  return (
    <fieldset className="group-picker entry-picker">
      <legend>{words.howTheyGetIn}</legend>
      {page.entries.map((entry) => (
        <label key={entry} className="check-row">
          <input type="radio" name="entry" value={entry} defaultChecked={entry === state.entry} />
          {words.entries[entry]}
        </label>
      ))}
      {page.noInvitations !== null && <p className="note">{page.noInvitations}</p>}
      <div className="entry-password stack">
        <PasswordInput name="password" label={loginWords.password} error={state.errors.password} />
        <PasswordInput name="repeat" label={words.passwordAgain} error={state.errors.repeat} />
      </div>
    </fieldset>
  )
}

'use client'

import type { FormPage, PublicFormState } from '@/admin/client'
import { PublicForm, type LeadInputs } from '../record/public-form'
import { useFieldId } from '../record/field-id'
import { PasswordInput } from './password-form'
import * as words from '../../words/account'
import * as loginWords from '../../words/login'

interface JoinFormProps {
  action: (state: PublicFormState, data: FormData) => Promise<PublicFormState>
  /** The account, for password managers. */
  email: string
  name: string
  /** What the site asks of its accounts besides; null for nothing. */
  profile: FormPage | null
}

const nothing: Omit<FormPage, 'submit'> = {
  mode: 'add',
  sections: [],
  tabbed: false,
  conditions: null,
  checks: null,
  version: '',
  base: '{}',
  token: '',
}

/** The name and the password of a new account, with its profile. Names of inputs that are no columns begin with `~`. */
export function JoinForm({ action, email, name, profile }: JoinFormProps) {
  const lead: LeadInputs = {
    labels: new Map([
      ['~name', words.name],
      ['~password', loginWords.password],
      ['~repeat', words.passwordAgain],
    ]),
    draw: (state) => <AccountInputs state={state} email={email} name={name} />,
  }
  return <PublicForm page={{ ...(profile ?? nothing), submit: words.createAccount }} action={action} lead={lead} />
}

function AccountInputs({ state, email, name }: Pick<JoinFormProps, 'email' | 'name'> & { state: PublicFormState }) {
  const fieldId = useFieldId()
  const { errors, values } = state
  const shown = values?.['~name'] ?? name
  return (
    <div className="stack">
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <div>
        <label htmlFor={fieldId('~name')}>{words.name}</label>
        <input
          key={shown}
          id={fieldId('~name')}
          name="~name"
          className="input"
          autoComplete="name"
          defaultValue={shown}
          aria-invalid={errors['~name'] !== undefined}
        />
        {errors['~name'] !== undefined && <p className="error">{errors['~name']}</p>}
      </div>
      <PasswordInput
        name="~password"
        id={fieldId('~password')}
        label={loginWords.password}
        error={errors['~password']}
      />
      <PasswordInput name="~repeat" id={fieldId('~repeat')} label={words.passwordAgain} error={errors['~repeat']} />
    </div>
  )
}

'use client'

import { useActionState } from 'react'
import type { MigrationFormState, MigrationPlanPage } from '@/admin/client'
import { Button, ButtonLink } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { PasswordInput } from '../login/password-form'
import * as words from '../../words/migration-run'
import * as shared from '../../words/shared'

interface PlanFormProps {
  page: Pick<MigrationPlanPage, 'direction' | 'losses' | 'fingerprint' | 'button'>
  asksPassword: boolean
  action: (state: MigrationFormState, data: FormData) => Promise<MigrationFormState>
  href: string
  cancelHref: string
}

const untouched: MigrationFormState = { notice: null, errors: {}, acceptsLoss: false }

/** The superuser's confirmation: the password, and a checkbox if data is lost. */
export function PlanForm({ page, asksPassword, action, href, cancelHref }: PlanFormProps) {
  const [{ notice, errors, acceptsLoss }, dispatch, pending] = useActionState(action, untouched)
  const { direction, losses, fingerprint, button } = page
  return (
    <form action={dispatch} className="stack plan-form" noValidate>
      {notice !== null && (
        <Notice tone="danger">
          {notice} {Object.keys(errors).length === 0 && <a href={href}>{words.reviewAgain}</a>}
        </Notice>
      )}
      <input type="hidden" name="fingerprint" value={fingerprint} />
      {losses.length > 0 && (
        <div className="losses">
          <p id="losses">{losses.length === 1 ? words.cannotBeRestored : words.noneCanBeRestored}</p>
          {losses.length > 1 && (
            <ul>
              {losses.map((loss, index) => (
                <li key={`${index} ${loss}`}>{loss}</li>
              ))}
            </ul>
          )}
          <label>
            <input
              key={String(acceptsLoss)}
              type="checkbox"
              name="loss"
              value="yes"
              defaultChecked={acceptsLoss}
              aria-invalid={errors.loss !== undefined}
              aria-describedby={errors.loss === undefined ? 'losses' : 'losses loss-error'}
            />
            <span>{losses.length === 1 ? words.lose(losses[0] ?? '') : words.loseAll}</span>
          </label>
          {errors.loss !== undefined && (
            <p className="error" id="loss-error">
              {errors.loss}
            </p>
          )}
        </div>
      )}
      {asksPassword && <PasswordInput name="current" label={words.yourPassword} error={errors.current} />}
      <div className="buttons">
        <Button
          type="submit"
          variant="primary"
          danger={direction === 'revert' || losses.length > 0}
          large
          disabled={pending}
        >
          {pending ? words.beginning : button}
        </Button>
        <ButtonLink href={cancelHref} large>
          {shared.cancel}
        </ButtonLink>
      </div>
    </form>
  )
}

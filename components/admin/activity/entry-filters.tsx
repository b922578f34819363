import type { ReactNode } from 'react'
import { Button, ButtonLink } from '../../ui/button'
import * as words from '../../words/entry-filters'

interface WhoAndWhenProps {
  /** "User", "Deleted by" */
  userLabel: string
  /** As in the URL. */
  values: { user: string; from: string; to: string }
}

/** Filters of entries in the audit log by user and time. */
export function WhoAndWhen({ userLabel, values }: WhoAndWhenProps) {
  return (
    <>
      <label>
        {userLabel}
        <input
          className="input"
          name="user"
          type="email"
          defaultValue={values.user}
          placeholder={words.emailHint}
          autoComplete="off"
        />
      </label>
      <label>
        {words.from}
        <input className="input" name="from" type="datetime-local" defaultValue={values.from} />
      </label>
      <label>
        {words.to}
        <input className="input" name="to" type="datetime-local" defaultValue={values.to} />
      </label>
    </>
  )
}

/** The buttons of such filters; `clearHref` is null if none is set. */
export function ApplyFilters({ clearHref, children }: { clearHref: string | null; children?: ReactNode }) {
  return (
    <div className="buttons">
      <Button type="submit">{words.apply}</Button>
      {clearHref !== null && (
        <ButtonLink variant="quiet" href={clearHref}>
          {words.clear}
        </ButtonLink>
      )}
      {children}
    </div>
  )
}

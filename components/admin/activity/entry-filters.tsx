import type { ReactNode } from 'react'
import { Button, ButtonLink } from '../../ui/button'
import * as shared from '../../words/shared'
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

interface ChoiceProps {
  name: string
  label: string
  /** The first option, which filters nothing. */
  all: string
  options: readonly { value: string; label: string }[]
  value: string
}

/** A filter by one of several values. */
export function ChoiceFilter({ name, label, all, options, value }: ChoiceProps) {
  return (
    <label>
      {label}
      <select className="input" name={name} defaultValue={value}>
        <option value="">{all}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  )
}

/** A link, which is shown as disabled without `href`. */
interface PageLink {
  label: string
  href: string | null
}

/** Links to newer and older entries, unless there is only one page. */
export function EntryPages({ newer, older }: { newer: PageLink; older: PageLink }) {
  if (newer.href === null && older.href === null) return null
  return (
    <nav className="entries-pages buttons" aria-label={shared.pages}>
      <ButtonLink href={newer.href ?? undefined}>{newer.label}</ButtonLink>
      <ButtonLink href={older.href ?? undefined}>{older.label}</ButtonLink>
    </nav>
  )
}

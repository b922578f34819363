import type { RecordTabLink } from '@/admin/client'
import * as words from '../../words/record'

interface RecordTabsProps {
  tabs: readonly RecordTabLink[]
  /** Null on the record's own page. */
  recordHref: string | null
  /** The name of the open tab; null for the record itself. */
  current: string | null
}

/** Links between a record and its declared pages. */
export function RecordTabs({ tabs, recordHref, current }: RecordTabsProps) {
  if (tabs.length === 0) return null
  return (
    <nav className="record-tabs" aria-label={words.recordPages}>
      {recordHref === null ? (
        <span aria-current="page">{words.details}</span>
      ) : (
        <a href={recordHref}>{words.details}</a>
      )}
      {tabs.map(({ name, label, href }) =>
        name === current ? (
          <span key={name} aria-current="page">
            {label}
          </span>
        ) : (
          <a key={name} href={href}>
            {label}
          </a>
        ),
      )}
    </nav>
  )
}

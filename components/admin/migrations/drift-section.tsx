import type { DriftView } from '@/admin/client'
import { ButtonLink } from '../../ui/button'
import { Notice } from '../../ui/notice'
import * as words from '../../words/migrations'

interface DriftSectionProps {
  /** Null until requested. */
  drift: DriftView | null
  href: string
}

/** The differences between code, migrations and database, and their remedies. */
export function DriftSection({ drift, href }: DriftSectionProps) {
  return (
    <section aria-labelledby="drift">
      <div className="section-head">
        <h2 id="drift">{words.drift}</h2>
        <ButtonLink href={href}>{drift === null ? words.compare : words.compareAgain}</ButtonLink>
      </div>
      {drift === null ? <p className="muted">{words.compareHelp}</p> : <Found drift={drift} />}
    </section>
  )
}

function Found({ drift: { lines, notes, unavailable } }: { drift: DriftView }) {
  if (unavailable !== null) return <Notice tone="warning">{unavailable}</Notice>
  return (
    <>
      {lines.length === 0 && <Notice tone="success">{words.noDrift}</Notice>}
      {lines.length > 0 && (
        <ul className="drift">
          {lines.map(({ where, message, mend }, index) => (
            <li key={`${index} ${where}`}>
              <div>
                <b>{where}</b> <span className="muted">{message}</span>
              </div>
              {mend !== '' && <pre className="code wrap">{mend}</pre>}
            </li>
          ))}
        </ul>
      )}
      {notes.map((note) => (
        <p key={note} className="note drift-note">
          {note}
        </p>
      ))}
    </>
  )
}

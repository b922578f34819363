import type { FailureDetails } from '@/admin/client'
import * as words from '../words/failure'

/** The details of a fault for the developer, in development only. */
export function FailureBox({ details }: { details: FailureDetails }) {
  const { declaration, message, code, hint, sql, stack } = details
  return (
    <section className="failure" aria-label={words.forDeveloper}>
      <dl>
        {declaration !== null && (
          <>
            <dt>{words.declaration}</dt>
            <dd className="mono">{declaration}</dd>
          </>
        )}
        <dt>{words.error}</dt>
        <dd>
          {message}
          {code !== null && <span className="muted"> ({code})</span>}
        </dd>
        {hint !== null && (
          <>
            <dt>{words.hint}</dt>
            <dd>{hint}</dd>
          </>
        )}
      </dl>
      {sql !== null && <pre className="code wrap">{sql}</pre>}
      {stack.length > 0 && <pre className="code">{stack.join('\n')}</pre>}
      <p className="help">{words.onlyInDevelopment}</p>
    </section>
  )
}

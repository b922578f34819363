import type { FailureDetails } from '@/admin/client'

/** A fault taken apart for the developer, in development only. */
export function FailureBox({ details }: { details: FailureDetails }) {
  const { declaration, message, code, hint, sql, stack } = details
  return (
    <section className="failure" aria-label="For the developer">
      <dl>
        {declaration !== null && (
          <>
            <dt>Declaration</dt>
            <dd className="font-mono">{declaration}</dd>
          </>
        )}
        <dt>Error</dt>
        <dd>
          {message}
          {code !== null && <span className="text-muted"> ({code})</span>}
        </dd>
        {hint !== null && (
          <>
            <dt>Hint</dt>
            <dd>{hint}</dd>
          </>
        )}
      </dl>
      {sql !== null && <pre className="code wrap">{sql}</pre>}
      {stack.length > 0 && <pre className="code">{stack.join('\n')}</pre>}
      <p className="help">Shown to superusers in development only.</p>
    </section>
  )
}

import type { MigrationsPage } from '@/admin/client'
import { ButtonLink } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { AppliedTable } from './applied-table'
import { DriftSection } from './drift-section'
import { StepList } from './step-list'

/** What this database has had, what it has not, and whether all fits together. */
export function MigrationsScreen({ page }: { page: MigrationsPage }) {
  const { pending, applied, own, applyHref, applyLabel, revertAllHref, drift, driftHref } = page
  return (
    <div className="page">
      <div className="migrations">
        <div className="page-head">
          <h1>Migrations</h1>
          {applyHref !== null && (
            <ButtonLink href={applyHref} variant="primary">
              {applyLabel}…
            </ButtonLink>
          )}
        </div>
        <Notices page={page} />
        <section aria-labelledby="pending">
          <h2 id="pending">
            Pending <small>{pending.length}</small>
          </h2>
          {pending.length === 0 ? (
            <p className="text-muted">Nothing is pending.</p>
          ) : (
            <StepList steps={pending} label="Pending migrations" heading="h3" />
          )}
        </section>
        <section aria-labelledby="applied">
          <div className="section-head">
            <h2 id="applied">
              Applied <small>{applied.length}</small>
            </h2>
            {revertAllHref !== null && (
              <ButtonLink href={revertAllHref} variant="quiet">
                Revert all…
              </ButtonLink>
            )}
          </div>
          {applied.length === 0 ? (
            <p className="text-muted">Nothing has been applied yet.</p>
          ) : (
            <AppliedTable migrations={applied} label="Applied migrations" />
          )}
        </section>
        <DriftSection drift={drift} href={driftHref} />
        <section aria-labelledby="own" className="own">
          <h2 id="own">Brolly’s own tables</h2>
          {own.pending.length > 0 && <StepList steps={own.pending} label="Pending migrations of Brolly" heading="h3" />}
          {own.applied.length > 0 && <AppliedTable migrations={own.applied} label="Applied migrations of Brolly" />}
        </section>
      </div>
    </div>
  )
}

function Notices({ page: { running, elsewhere, lastRun, problems } }: { page: MigrationsPage }) {
  return (
    <div className="grid gap-2 empty:hidden">
      {running && (
        <Notice>
          A run is under way: <a href={running.href}>{running.title}</a>
        </Notice>
      )}
      {elsewhere !== null && (
        <Notice>Another process is migrating this database: {elsewhere}. Reload this page when it has finished.</Notice>
      )}
      {lastRun?.failed && (
        <Notice tone="warning">
          The last run failed: <a href={lastRun.href}>{lastRun.title}</a>
        </Notice>
      )}
      {lastRun && !lastRun.failed && (
        <p className="text-[13px] text-muted">
          The last run is done:{' '}
          <a className="prose-link" href={lastRun.href}>
            {lastRun.title}
          </a>
        </p>
      )}
      {problems.map((problem) => (
        <Notice key={problem} tone="danger">
          {problem}
        </Notice>
      ))}
    </div>
  )
}

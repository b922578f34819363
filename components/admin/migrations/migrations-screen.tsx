import type { MigrationsPage } from '@/admin/client'
import { ButtonLink } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { AppliedTable } from './applied-table'
import { DriftSection } from './drift-section'
import { StepList } from './step-list'
import * as words from '../../words/migrations'

/** The pending and applied migrations of this database, and drift. */
export function MigrationsScreen({ page }: { page: MigrationsPage }) {
  const { pending, applied, own, applyHref, applyLabel, revertAllHref, drift, driftHref } = page
  return (
    <div className="page">
      <div className="migrations">
        <div className="page-head">
          <h1>{words.title}</h1>
          {applyHref !== null && (
            <ButtonLink href={applyHref} variant="primary">
              {applyLabel}…
            </ButtonLink>
          )}
        </div>
        <Notices page={page} />
        <section aria-labelledby="pending">
          <h2 id="pending">
            {words.pending} <small>{pending.length}</small>
          </h2>
          {pending.length === 0 ? (
            <p className="muted">{words.nothingPending}</p>
          ) : (
            <StepList steps={pending} label={words.pendingMigrations} heading="h3" />
          )}
        </section>
        <section aria-labelledby="applied">
          <div className="section-head">
            <h2 id="applied">
              {words.applied} <small>{applied.length}</small>
            </h2>
            {revertAllHref !== null && (
              <ButtonLink href={revertAllHref} variant="quiet">
                {words.revertAll}
              </ButtonLink>
            )}
          </div>
          {applied.length === 0 ? (
            <p className="muted">{words.nothingApplied}</p>
          ) : (
            <AppliedTable migrations={applied} label={words.appliedMigrations} />
          )}
        </section>
        <DriftSection drift={drift} href={driftHref} />
        <section aria-labelledby="own" className="own">
          <h2 id="own">{words.ownTables}</h2>
          {own.pending.length > 0 && <StepList steps={own.pending} label={words.ownPending} heading="h3" />}
          {own.applied.length > 0 && <AppliedTable migrations={own.applied} label={words.ownApplied} />}
        </section>
      </div>
    </div>
  )
}

function Notices({ page: { running, elsewhere, lastRun, problems } }: { page: MigrationsPage }) {
  return (
    <div className="notices">
      {running && (
        <Notice>
          {words.underWay} <a href={running.href}>{running.title}</a>
        </Notice>
      )}
      {elsewhere !== null && <Notice>{words.elsewhere(elsewhere)}</Notice>}
      {lastRun?.failed && (
        <Notice tone="warning">
          {words.lastRunFailed} <a href={lastRun.href}>{lastRun.title}</a>
        </Notice>
      )}
      {lastRun && !lastRun.failed && (
        <p className="note">
          {words.lastRunDone}{' '}
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

'use client'

import { Check, CircleDashed, LoaderCircle, X } from 'lucide-react'
import type { MigrationRunPage, RunFile } from '@/admin/client'
import { ButtonLink } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { useRun } from './use-run'
import * as words from '../../words/migration-run'

interface RunScreenProps {
  page: MigrationRunPage
  backHref: string
}

const icons = { waiting: CircleDashed, running: LoaderCircle, done: Check, failed: X }

/** A run, in progress or finished. Without JavaScript the page reloads itself. */
export function RunScreen({ page, backHref }: RunScreenProps) {
  const { run, unreachable } = useRun(page)
  return (
    <div className="page">
      <div className="migrations narrow">
        {run.state === 'running' && (
          <noscript>
            <meta httpEquiv="refresh" content="1" />
          </noscript>
        )}
        <div className="page-head">
          <div>
            <h1>{run.title}</h1>
            <p className="muted">{run.begun}</p>
          </div>
        </div>
        <Outcome run={run} />
        {unreachable && <Notice tone="warning">{words.unreachable}</Notice>}
        {run.waiting !== null && <Notice tone="warning">{run.waiting}</Notice>}
        <ol className="run-files" aria-label={words.migrationsOfRun}>
          {run.files.map((file) => (
            <File key={file.key} file={file} current={run.current} />
          ))}
        </ol>
        {run.log.length > 0 && (
          <section aria-labelledby="log">
            <h2 id="log">{words.log}</h2>
            <pre className="code wrap">{run.log.join('\n')}</pre>
          </section>
        )}
        <div>
          <ButtonLink href={backHref} large>
            {words.allMigrations}
          </ButtonLink>
        </div>
      </div>
    </div>
  )
}

function Outcome({ run: { state, failure } }: { run: MigrationRunPage }) {
  if (failure)
    return (
      <Notice tone="danger">
        <p>{failure.message}</p>
        <p className="run-kept">{failure.kept}</p>
      </Notice>
    )
  if (state === 'done') return <Notice tone="success">{words.done}</Notice>
  return <Notice>{words.keepsRunning}</Notice>
}

function File({ file, current }: { file: RunFile; current: MigrationRunPage['current'] }) {
  const { name, action, state, took } = file
  const Icon = icons[state]
  const isCurrent = state === 'running' || state === 'failed'
  return (
    <li className={`run-file ${state}`}>
      <Icon aria-hidden />
      <div>
        <div>
          <b>{name}</b>{' '}
          <span className="muted">
            {words.states[action][state]}
            {took !== null && words.took(took)}
          </span>
        </div>
        {isCurrent && <Current name={name} current={current} running={state === 'running'} />}
      </div>
    </li>
  )
}

interface CurrentProps {
  name: string
  current: MigrationRunPage['current']
  running: boolean
}

function Current({ name, current: { location, statement, rows, share }, running }: CurrentProps) {
  return (
    <div className="run-current">
      {(location !== null || rows !== null) && (
        <div className="muted">{[location, rows].filter((part) => part !== null).join(' · ')}</div>
      )}
      {running && <progress aria-label={words.progressOf(name)} {...(share === null ? {} : { value: share })} />}
      {statement !== null && <pre className="code wrap">{statement}</pre>}
    </div>
  )
}

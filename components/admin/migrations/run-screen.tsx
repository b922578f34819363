'use client'

import { Check, CircleDashed, LoaderCircle, X } from 'lucide-react'
import type { MigrationRunPage, RunFile } from '@/admin/client'
import { ButtonLink } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { useRun } from './use-run'

interface RunScreenProps {
  page: MigrationRunPage
  backHref: string
}

const icons = { waiting: CircleDashed, running: LoaderCircle, done: Check, failed: X }

const words: Record<RunFile['action'], Record<RunFile['state'], string>> = {
  apply: { waiting: 'waiting to apply', running: 'applying', done: 'applied', failed: 'failed' },
  undo: { waiting: 'waiting to revert', running: 'reverting', done: 'reverted', failed: 'failed' },
  adopt: { waiting: 'waiting to record', running: 'recording', done: 'recorded', failed: 'failed' },
}

/** A run while it goes on and when it has ended. Without JavaScript the page loads itself again. */
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
            <p className="text-muted">{run.begun}</p>
          </div>
        </div>
        <Outcome run={run} />
        {unreachable && <Notice tone="warning">The server is not responding. This page keeps trying.</Notice>}
        {run.waiting !== null && <Notice tone="warning">{run.waiting}</Notice>}
        <ol className="run-files" aria-label="Migrations of this run">
          {run.files.map((file) => (
            <File key={file.key} file={file} current={run.current} />
          ))}
        </ol>
        {run.log.length > 0 && (
          <section aria-labelledby="log">
            <h2 id="log">Log</h2>
            <pre className="code wrap">{run.log.join('\n')}</pre>
          </section>
        )}
        <div>
          <ButtonLink href={backHref} large>
            All migrations
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
        <p className="mt-1">{failure.kept}</p>
      </Notice>
    )
  if (state === 'done') return <Notice tone="success">Done.</Notice>
  return <Notice>It keeps running even if you close this page.</Notice>
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
          <b className="font-medium">{name}</b>{' '}
          <span className="text-muted">
            {words[action][state]}
            {took !== null && ` in ${took}`}
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

function Current({ name, current: { place, statement, rows, share }, running }: CurrentProps) {
  return (
    <div className="run-current">
      {(place !== null || rows !== null) && (
        <div className="text-muted">{[place, rows].filter((part) => part !== null).join(' · ')}</div>
      )}
      {running && <progress aria-label={`Progress of ${name}`} {...(share === null ? {} : { value: share })} />}
      {statement !== null && <pre className="code wrap">{statement}</pre>}
    </div>
  )
}

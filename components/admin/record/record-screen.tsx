import { ChevronLeft, ChevronRight, Copy, History, Trash2 } from 'lucide-react'
import type { RecordActionState, RecordFormState, RecordPage } from '@/admin/client'
import { ButtonLink } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { Flash, type FlashMessage } from '../shell/flash'
import { FreshRecordForm } from './fresh-record-form'
import { NeighbourSource } from './neighbour-source'
import { Neighbours } from './neighbours'
import { RecordActions } from './record-actions'
import { LinkButtons } from './link-buttons'
import { RecordTabs } from './record-tabs'
import { revealForm } from './reveal-form'
import { RecordView } from './record-view'
import { RelatedForms, type RowActions } from './related-forms'
import { UsedIn } from './used-in'
import * as words from '../../words/record'

interface RecordScreenProps {
  page: RecordPage
  flash: FlashMessage | null
  action: (state: RecordFormState, data: FormData) => Promise<RecordFormState>
  /** The server actions for rows of any table, for the forms of related rows. */
  rows: RowActions
  /** For the declared actions: receives `~action`, `~list`, and `~seal` once confirmed. */
  runAction?: (state: RecordActionState, data: FormData) => Promise<RecordActionState>
}

/** One record, to add, change, or view. */
export function RecordScreen(props: RecordScreenProps) {
  const { neighbours, token } = props.page
  if (neighbours === null) return <RecordParts {...props} />
  return (
    <NeighbourSource neighbours={neighbours} token={token}>
      <RecordParts {...props} />
    </NeighbourSource>
  )
}

function RecordParts({ page, flash, action, rows, runAction }: RecordScreenProps) {
  return (
    <div className="record">
      <Flash message={flash} />
      <div className="record-head">
        <div className="record-title">
          <h1>{page.title}</h1>
          {page.facts.length > 0 && (
            <dl className="facts">
              {page.facts.map(({ label, value, title }) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd title={title}>{value}</dd>
                </div>
              ))}
            </dl>
          )}
          {page.neighbours !== null && <UsedIn />}
        </div>
        <RecordLinks page={page} runAction={runAction} />
      </div>
      {page.deleted !== null && (
        <div className="record-deleted">
          <Notice tone="warning">
            {page.deleted.sentence}{' '}
            {page.deleted.restoreHref !== null && (
              <a className="prose-link" href={page.deleted.restoreHref}>
                {words.restore}
              </a>
            )}
          </Notice>
        </div>
      )}
      <form id={revealForm} method="post" target="_blank" />
      <RecordTabs tabs={page.tabs} recordHref={null} current={null} />
      {page.neighbours === null ? (
        <RecordBody page={page} action={action} rows={rows} />
      ) : (
        <div className={page.neighbours.links.length > 0 ? 'record-main beside' : 'record-main'}>
          <RecordBody page={page} action={action} rows={rows} />
          <Neighbours
            neighbours={page.neighbours}
            historyHref={page.historyHref === null ? null : withList(page.historyHref, page)}
          />
        </div>
      )}
    </div>
  )
}

function RecordBody({ page, action, rows }: Pick<RecordScreenProps, 'page' | 'action' | 'rows'>) {
  return page.mode === 'view' ? (
    <div className="record-body record-view">
      <RecordView page={page} />
      <p className="record-back">
        <ButtonLink href={page.listHref}>{words.backTo(page.plural)}</ButtonLink>
      </p>
    </div>
  ) : (
    // A saved record gets a new form: its inputs start with the stored values.
    <RelatedForms rows={rows}>
      <FreshRecordForm page={page} action={action} />
    </RelatedForms>
  )
}

function RecordLinks({ page, runAction }: Pick<RecordScreenProps, 'page' | 'runAction'>) {
  return (
    <div className="buttons">
      {page.steps !== null && (
        <span className="record-steps">
          <ButtonLink
            icon
            href={page.steps.previousHref}
            aria-label={words.previousRow}
            title={words.previousRowKey}
            data-key="["
          >
            <ChevronLeft aria-hidden />
          </ButtonLink>
          <ButtonLink icon href={page.steps.nextHref} aria-label={words.nextRow} title={words.nextRowKey} data-key="]">
            <ChevronRight aria-hidden />
          </ButtonLink>
        </span>
      )}
      {runAction && page.actions.length > 0 && <RecordActions page={page} action={runAction} />}
      <LinkButtons links={page.links} />
      {page.duplicateHref !== null && (
        <ButtonLink href={page.duplicateHref}>
          <Copy aria-hidden />
          {words.duplicate}
        </ButtonLink>
      )}
      {page.historyHref !== null && (
        <ButtonLink href={withList(page.historyHref, page)}>
          <History aria-hidden />
          {words.history}
        </ButtonLink>
      )}
      {page.deleteHref !== null && (
        <ButtonLink href={withList(page.deleteHref, page)} danger>
          <Trash2 aria-hidden />
          {page.deleted === null ? words.deleteRecord : words.deleteForGood}
        </ButtonLink>
      )}
    </div>
  )
}

/** Adds the list to return to. */
function withList(href: string, { listQuery }: RecordPage): string {
  return listQuery === '' ? href : `${href}?list=${encodeURIComponent(listQuery)}`
}

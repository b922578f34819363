'use client'

import { ExternalLink, X } from 'lucide-react'
import { type MouseEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import type { RecordActionState, RecordFormState, RecordPage, SavedRow } from '@/admin/client'
import type { RelatedForm } from '../../fields/related-forms'
import { Button, ButtonLink } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { topDialog } from '../../ui/top-dialog'
import { FormIdContext } from './field-id'
import { RecordForm } from './record-form'
import { RecordView } from './record-view'
import { LinkButtons } from './link-buttons'
import { RecordActions } from './record-actions'
import type { RowActions } from './related-forms'
import type { FormDialog } from './save-bar'
import { type LoadedPage, useRecordPage } from './use-record-page'
import * as words from '../../words/related'
import * as shared from '../../words/shared'

export interface RelatedDialogProps {
  form: RelatedForm
  /** Distinguishes the ids of its fields from those of the forms below. */
  idPrefix: string
  rows: RowActions
  /** Called once the dialog has closed, with the row if it was saved. */
  onClosed: (saved: SavedRow | null) => void
}

/** The form of a related row over the page: the same data, fields and server action as its own page has. */
export function RelatedDialog({ form, idPrefix, rows, onClosed }: RelatedDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const saved = useRef<SavedRow | null>(null)
  const { loaded, reload } = useRecordPage(form.url)
  const closing = useClosing(dialog)
  const title = loaded.state === 'ready' ? loaded.page.title : form.title

  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal()
    heading.current?.focus()
  }, [])
  return (
    <dialog
      ref={dialog}
      className="form-dialog"
      aria-labelledby={`${idPrefix}title`}
      onClose={() => onClosed(saved.current)}
      onCancel={(event) => {
        event.preventDefault()
        closing.onCancel()
      }}
      onClickCapture={openInNewTab}
    >
      <header className="form-dialog-head">
        <h2 id={`${idPrefix}title`} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <ButtonLink icon variant="quiet" href={form.href} title={words.ownPage} aria-label={words.ownPage}>
          <ExternalLink aria-hidden />
        </ButtonLink>
        <Button icon variant="quiet" title={shared.close} aria-label={shared.close} onClick={closing.onCancel}>
          <X aria-hidden />
        </Button>
      </header>
      <FormIdContext value={idPrefix}>
        <DialogBody
          loaded={loaded}
          rows={rows}
          closing={closing}
          onSaved={(row) => {
            saved.current = row
            dialog.current?.close()
          }}
          onDone={(row) => {
            saved.current = row
            reload()
          }}
        />
      </FormIdContext>
    </dialog>
  )
}

interface DialogBodyProps {
  loaded: LoadedPage
  rows: RowActions
  closing: Closing
  onSaved: (row: SavedRow) => void
  /** Called after an action, which may have changed the row. */
  onDone: (row: SavedRow) => void
}

function DialogBody({ loaded, rows, closing, onSaved, onDone }: DialogBodyProps) {
  const [done, setDone] = useState<string | null>(null)
  if (loaded.state === 'loading')
    return (
      <p className="record-body" role="status">
        {words.loading}
      </p>
    )
  if (loaded.state === 'failed')
    return (
      <div className="record-body">
        {done !== null && <Notice tone="success">{done}</Notice>}
        <Notice tone="danger">{loaded.message}</Notice>
      </div>
    )
  const { page } = loaded
  const { table, key } = page
  const save = async (state: RecordFormState, data: FormData): Promise<RecordFormState> => {
    try {
      const next = await rows.save({ table, key: page.mode === 'add' ? null : key }, state, data)
      if (next.saved) onSaved(next.saved)
      return next
    } catch (error) {
      return { ...state, message: failureText(error) }
    }
  }
  const run = async (state: RecordActionState, data: FormData): Promise<RecordActionState> => {
    // The form is loaded again after an action, but not when a dangerous one asks first.
    const asks = !data.has('~seal') && page.actions.some(({ name, danger }) => danger && name === data.get('~action'))
    if (!data.has('~cancel') && !asks && !closing.mayDiscard()) return state
    data.set('~then', 'dialog')
    try {
      const next = await rows.run({ table, key }, state, data)
      if (next.done === undefined) return next
      setDone(next.done)
      onDone({ key, label: page.title })
      return next
    } catch (error) {
      return { notice: failureText(error), confirm: null }
    }
  }
  return (
    <>
      <DialogTools page={page} run={run} done={done} />
      {page.mode === 'view' ? (
        <>
          <div className="record-body record-view">
            <RecordView page={page} />
          </div>
          <div className="save-bar">
            <Button large onClick={closing.onCancel}>
              {shared.close}
            </Button>
          </div>
        </>
      ) : (
        <RecordForm key={page.token} page={page} action={save} dialog={closing} />
      )}
    </>
  )
}

interface DialogToolsProps {
  page: RecordPage
  run: (state: RecordActionState, data: FormData) => Promise<RecordActionState>
  done: string | null
}

/** The declared actions and links of the row, as on its own page, and what the last action said. */
function DialogTools({ page, run, done }: DialogToolsProps) {
  if (page.actions.length === 0 && page.links.length === 0 && done === null) return null
  return (
    <div className="form-dialog-tools">
      {done !== null && <Notice tone="success">{done}</Notice>}
      {page.actions.length > 0 && <RecordActions page={page} action={run} />}
      <LinkButtons links={page.links} />
    </div>
  )
}

interface Closing extends FormDialog {
  /** Whether nothing was typed, or the user agrees to lose it. */
  mayDiscard: () => boolean
}

/** Closes the dialog, after asking if there is unsaved input. */
function useClosing(dialog: RefObject<HTMLDialogElement | null>): Closing {
  const isChanged = useRef(false)
  const closing = useMemo(() => {
    const mayDiscard = () => !isChanged.current || window.confirm(words.discard)
    return {
      mayDiscard,
      onCancel: () => {
        if (mayDiscard()) dialog.current?.close()
      },
      onChange: (changed: boolean) => {
        isChanged.current = changed
      },
    }
  }, [dialog])
  useEffect(() => {
    // Before the browser's own handling, which closes a dialog at the second Escape without asking.
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || topDialog() !== dialog.current) return
      event.preventDefault()
      closing.onCancel()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [closing, dialog])
  return closing
}

function failureText(error: unknown): string {
  // The server runs another version than the one that rendered this page.
  if (error instanceof Error && error.name === 'UnrecognizedActionError') return words.updated
  return words.notAnswered
}

/** The page below contains unsaved input, so links in the dialog leave it open. */
function openInNewTab(event: MouseEvent<HTMLElement>): void {
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (link === null || (link.getAttribute('href') ?? '#').startsWith('#')) return
  link.target = '_blank'
  link.rel = 'noopener'
}

'use client'

import { ExternalLink, X } from 'lucide-react'
import { type MouseEvent, type RefObject, useEffect, useMemo, useRef } from 'react'
import type { RecordFormState, SavedRow } from '@/admin/client'
import type { RelatedForm } from '../../fields/related-forms'
import { Button, ButtonLink } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { topDialog } from '../../ui/top-dialog'
import { FormIdContext } from './field-id'
import { RecordForm } from './record-form'
import { RecordView } from './record-view'
import type { SaveRow } from './related-forms'
import type { FormDialog } from './save-bar'
import { type LoadedPage, useRecordPage } from './use-record-page'
import * as words from '../../words/related'
import * as shared from '../../words/shared'

export interface RelatedDialogProps {
  form: RelatedForm
  /** Distinguishes the ids of its fields from those of the forms below. */
  idPrefix: string
  saveRow: SaveRow
  /** Called once the dialog has closed, with the row if it was saved. */
  onClosed: (saved: SavedRow | null) => void
}

/** The form of a related row over the page: the same data, fields and server action as its own page has. */
export function RelatedDialog({ form, idPrefix, saveRow, onClosed }: RelatedDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const saved = useRef<SavedRow | null>(null)
  const loaded = useRecordPage(form.url)
  const bar = useClosing(dialog)
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
        bar.onCancel()
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
        <Button icon variant="quiet" title={shared.close} aria-label={shared.close} onClick={bar.onCancel}>
          <X aria-hidden />
        </Button>
      </header>
      <FormIdContext value={idPrefix}>
        <DialogBody
          loaded={loaded}
          saveRow={saveRow}
          bar={bar}
          onSaved={(row) => {
            saved.current = row
            dialog.current?.close()
          }}
        />
      </FormIdContext>
    </dialog>
  )
}

interface DialogBodyProps {
  loaded: LoadedPage
  saveRow: SaveRow
  bar: FormDialog
  onSaved: (row: SavedRow) => void
}

function DialogBody({ loaded, saveRow, bar, onSaved }: DialogBodyProps) {
  if (loaded.state === 'loading')
    return (
      <p className="record-body" role="status">
        {words.loading}
      </p>
    )
  if (loaded.state === 'failed')
    return (
      <div className="record-body">
        <Notice tone="danger">{loaded.message}</Notice>
      </div>
    )
  const { page } = loaded
  if (page.mode === 'view')
    return (
      <>
        <div className="record-body record-view">
          <RecordView page={page} />
        </div>
        <div className="save-bar">
          <Button large onClick={bar.onCancel}>
            {shared.close}
          </Button>
        </div>
      </>
    )
  const save = async (state: RecordFormState, data: FormData): Promise<RecordFormState> => {
    try {
      const next = await saveRow({ table: page.table, key: page.mode === 'add' ? null : page.key }, state, data)
      if (next.saved) onSaved(next.saved)
      return next
    } catch (error) {
      return { ...state, message: failureText(error) }
    }
  }
  return <RecordForm page={page} action={save} dialog={bar} />
}

/** Closes the dialog, after asking if there is unsaved input. */
function useClosing(dialog: RefObject<HTMLDialogElement | null>): FormDialog {
  const isChanged = useRef(false)
  const bar = useMemo(
    () => ({
      onCancel: () => {
        if (!isChanged.current || window.confirm(words.discard)) dialog.current?.close()
      },
      onChange: (changed: boolean) => {
        isChanged.current = changed
      },
    }),
    [dialog],
  )
  useEffect(() => {
    // Before the browser's own handling, which closes a dialog at the second Escape without asking.
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || topDialog() !== dialog.current) return
      event.preventDefault()
      bar.onCancel()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [bar, dialog])
  return bar
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

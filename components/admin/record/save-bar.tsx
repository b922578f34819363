import { type RefObject, useEffect, useRef } from 'react'
import type { RecordPage } from '@/admin/client'
import { Button, ButtonLink } from '../../ui/button'
import { topDialog } from '../../ui/top-dialog'
import * as shared from '../../words/shared'
import * as words from '../../words/record'

/** The dialog that a form is in. */
export interface FormDialog {
  /** Called when the form gets its first change, and when its last one is taken back. */
  onChange: (isChanged: boolean) => void
  onCancel: () => void
}

interface SaveBarProps {
  page: RecordPage
  /** Labels of the fields that differ from the stored values. */
  changed: string[]
  pending: boolean
  form: RefObject<HTMLFormElement | null>
  /** The record has been deleted by another user. */
  gone: boolean
  dialog?: FormDialog | undefined
}

/** Always in view. `~then` determines the page after saving; a dialog only saves. */
export function SaveBar({ page, changed, pending, form, gone, dialog }: SaveBarProps) {
  const save = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 's' || event.altKey || event.shiftKey || !(event.ctrlKey || event.metaKey)) return
      // The form below a dialog has a save bar of its own.
      if ((form.current?.closest('dialog') ?? null) !== topDialog()) return
      event.preventDefault()
      form.current?.requestSubmit(save.current)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [form])
  const isChanged = changed.length > 0
  useEffect(() => dialog?.onChange(isChanged), [dialog, isChanged])

  if (!page.can.save || gone) return null
  return (
    <div className="save-bar" data-dirty={changed.length > 0}>
      <Button
        ref={save}
        large
        type="submit"
        variant="primary"
        name="~then"
        value={dialog ? 'dialog' : 'list'}
        title={words.saveKeys}
      >
        {pending ? words.saving : words.save}
      </Button>
      {!dialog && (page.can.list || page.can.change) && (
        <Button large type="submit" name="~then" value="continue">
          {page.can.change ? words.saveAndContinue : words.saveAndView}
        </Button>
      )}
      {!dialog && page.can.add && (
        <Button large type="submit" name="~then" value="add">
          {words.saveAndAdd}
        </Button>
      )}
      <span className="changes" role="status" title={changed.join(', ')}>
        {changed.length === 0 ? '' : words.changes(changed)}
      </span>
      {dialog ? (
        <Button large variant="quiet" onClick={dialog.onCancel}>
          {shared.cancel}
        </Button>
      ) : (
        <ButtonLink large variant="quiet" href={page.backHref ?? page.listHref}>
          {shared.cancel}
        </ButtonLink>
      )}
    </div>
  )
}

import { type RefObject, useEffect, useRef } from 'react'
import type { RecordPage } from '@/admin/client'
import { Button, ButtonLink } from '../../ui/button'
import * as shared from '../../words/shared'
import * as words from '../../words/record'

interface SaveBarProps {
  page: RecordPage
  /** Labels of the fields that differ from the stored values. */
  changed: string[]
  pending: boolean
  form: RefObject<HTMLFormElement | null>
  /** The record has been deleted by another user. */
  gone: boolean
}

/** Always in view. `~then` determines the page after saving. */
export function SaveBar({ page, changed, pending, form, gone }: SaveBarProps) {
  const save = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 's' || event.altKey || event.shiftKey || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      form.current?.requestSubmit(save.current)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [form])

  if (!page.can.save || gone) return null
  return (
    <div className="save-bar" data-dirty={changed.length > 0}>
      <Button ref={save} large type="submit" variant="primary" name="~then" value="list" title={words.saveKeys}>
        {pending ? words.saving : words.save}
      </Button>
      {(page.can.list || page.can.change) && (
        <Button large type="submit" name="~then" value="continue">
          {page.can.change ? words.saveAndContinue : words.saveAndView}
        </Button>
      )}
      {page.can.add && (
        <Button large type="submit" name="~then" value="add">
          {words.saveAndAdd}
        </Button>
      )}
      <span className="changes" role="status" title={changed.join(', ')}>
        {changed.length === 0 ? '' : words.changes(changed)}
      </span>
      <ButtonLink large variant="quiet" href={page.backHref ?? page.listHref}>
        {shared.cancel}
      </ButtonLink>
    </div>
  )
}

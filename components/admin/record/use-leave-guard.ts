import { type RefObject, useEffect, useRef } from 'react'
import * as words from '../../words/record'

/**
 * Asks before changes are lost: by opening another page, posting another form, leaving the site or closing the tab.
 * Call `allow` before saving.
 */
export function useLeaveGuard(form: RefObject<HTMLFormElement | null>, dirty: boolean): { allow: () => void } {
  const allowed = useRef(false)
  useEffect(() => {
    allowed.current = false
    if (!dirty) return
    const ask = (event: Event) => {
      if (allowed.current) return
      if (window.confirm(words.leaveUnsaved)) {
        allowed.current = true
        return
      }
      event.preventDefault()
      event.stopPropagation()
    }
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a') : null
      const elsewhere =
        event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0 || link?.target === '_blank'
      if (link === null || elsewhere || link.hasAttribute('download')) return
      if ((link.getAttribute('href') ?? '#').startsWith('#') || isInDialog(link)) return
      ask(event)
    }
    const onSubmit = (event: SubmitEvent) => {
      const other = event.target instanceof HTMLFormElement && event.target !== form.current
      if (other && !isInDialog(event.target)) ask(event)
    }
    const onBeforeUnload = (event: BeforeUnloadEvent) => {
      if (!allowed.current) event.preventDefault()
    }
    document.addEventListener('click', onClick, true)
    document.addEventListener('submit', onSubmit, true)
    window.addEventListener('beforeunload', onBeforeUnload)
    return () => {
      document.removeEventListener('click', onClick, true)
      document.removeEventListener('submit', onSubmit, true)
      window.removeEventListener('beforeunload', onBeforeUnload)
    }
  }, [form, dirty])
  return {
    allow: () => {
      allowed.current = true
    },
  }
}

/** A dialog does not leave the page: its links open in new tabs, and its forms are posted by JavaScript. */
const isInDialog = (element: Element) => element.closest('dialog') !== null

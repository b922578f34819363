import { type RefObject, useEffect } from 'react'
import type { ListPage } from '@/admin/client'

function leaves(event: MouseEvent): boolean {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return false
  const link = event.target instanceof Element ? event.target.closest('a') : null
  return link !== null && link.href !== '' && !link.hasAttribute('download') && link.target === ''
}

/** Dims the rows from the request of another page until it is shown. */
export function useLoading(root: RefObject<HTMLElement | null>, page: ListPage): void {
  useEffect(() => {
    const element = root.current
    if (element === null) return
    const mark = () => {
      element.dataset.loading = ''
    }
    const clear = () => {
      delete element.dataset.loading
    }
    const onClick = (event: MouseEvent) => {
      if (leaves(event)) mark()
    }
    clear()
    element.addEventListener('click', onClick)
    element.addEventListener('submit', mark)
    // Going back or forward may restore this document.
    window.addEventListener('pageshow', clear)
    return () => {
      element.removeEventListener('click', onClick)
      element.removeEventListener('submit', mark)
      window.removeEventListener('pageshow', clear)
    }
  }, [root, page])
}

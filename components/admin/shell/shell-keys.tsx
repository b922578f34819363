'use client'

import { type ComponentType, useEffect, useState } from 'react'
import { isTyping } from '../../ui/is-typing'
import { rememberPath } from './last-path'
import { attachPeek } from './peek'
import { dropAnsweredDraft } from '../record/draft'

/** Activates the element with the key in `data-key`, preferably inside the page. Returns false if there is none. */
function press(key: string): boolean {
  const selector = `[data-key="${CSS.escape(key)}"]`
  const element =
    document.querySelector<HTMLElement>(`main ${selector}`) ?? document.querySelector<HTMLElement>(selector)
  if (element === null) return false
  if (element instanceof HTMLInputElement) {
    element.focus()
    element.select()
  } else {
    element.click()
    // A menu opened by keyboard moves the focus inside.
    element
      .closest('details[open]')
      ?.querySelector<HTMLElement>('.menu-panel :is(select, input:not([type="hidden"]), a, button)')
      ?.focus()
  }
  return true
}

function closeMenus(except: Node | null): boolean {
  let closed = false
  for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.menu[open]')) {
    if (except !== null && menu.contains(except)) continue
    menu.open = false
    closed = true
  }
  return closed
}

/** Keys that work on every page, and closing menus by clicking outside, which `<details>` does not support. */
export function ShellKeys({ basePath, searchHref }: { basePath: string; searchHref: string }) {
  /** Useless without JavaScript, so it is not part of the HTML, and loaded when it is asked for. */
  const [Help, setHelp] = useState<ComponentType<{ onClose: () => void }> | null>(null)
  const [Palette, setPalette] = useState<ComponentType<{ href: string; onClose: () => void }> | null>(null)

  useEffect(() => {
    rememberPath()
    dropAnsweredDraft()
  }, [])
  useEffect(() => attachPeek(basePath), [basePath])

  useEffect(() => {
    const openPalette = () => void import('../search/palette').then((loaded) => setPalette(() => loaded.Palette))
    const onKeyDown = (event: KeyboardEvent) => {
      const isPalette = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key === 'k'
      if (isPalette && !event.defaultPrevented && document.querySelector('dialog[open]') === null) {
        event.preventDefault()
        openPalette()
        return
      }
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key === 'Escape') {
        const menu = document.activeElement?.closest('details.menu[open]')
        if (closeMenus(null)) menu?.querySelector('summary')?.focus()
        return
      }
      if (isTyping(event.target) || document.querySelector('dialog[open]') !== null) return
      if (event.key === '?') void import('./keys-help').then(({ KeysHelp }) => setHelp(() => KeysHelp))
      else if (event.key.length !== 1 || !press(event.key)) return
      event.preventDefault()
    }
    const onClick = (event: MouseEvent) => {
      const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey
      if (!isPlain || !(event.target instanceof Element) || event.target.closest('[data-opens="palette"]') === null)
        return
      event.preventDefault()
      openPalette()
    }
    const onPointerDown = (event: PointerEvent) => {
      closeMenus(event.target instanceof Node ? event.target : null)
    }
    document.addEventListener('keydown', onKeyDown)
    document.addEventListener('pointerdown', onPointerDown)
    document.addEventListener('click', onClick)
    return () => {
      document.removeEventListener('keydown', onKeyDown)
      document.removeEventListener('pointerdown', onPointerDown)
      document.removeEventListener('click', onClick)
    }
  }, [])

  return (
    <>
      {Help && <Help onClose={() => setHelp(null)} />}
      {Palette && <Palette href={searchHref} onClose={() => setPalette(null)} />}
    </>
  )
}

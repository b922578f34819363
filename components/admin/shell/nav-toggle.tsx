'use client'

import { PanelLeft } from 'lucide-react'
import { setCookie } from './cookie'
import * as words from '../../words/shell'

/** Hides the tables and brings them back; the layout reads the cookie, so that the next page comes the same way. */
export function NavToggle() {
  const toggle = () => {
    const root = document.documentElement
    const closed = root.dataset.nav !== 'closed'
    if (closed) root.dataset.nav = 'closed'
    else delete root.dataset.nav
    setCookie('brolly-nav', closed ? 'closed' : '')
  }
  return (
    <button
      type="button"
      className="btn quiet icon desktop-only -ml-2"
      onClick={toggle}
      aria-label={words.toggleTables}
      title={words.toggleTables}
    >
      <PanelLeft aria-hidden />
    </button>
  )
}

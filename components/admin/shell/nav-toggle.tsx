'use client'

import { PanelLeft } from 'lucide-react'
import { setCookie } from './cookie'
import * as words from '../../words/shell'

/** Hides and shows the list of tables. The layout reads the cookie, so that the next page looks the same. */
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
      className="btn quiet icon nav-toggle desktop-only"
      onClick={toggle}
      aria-label={words.toggleTables}
      title={words.toggleTables}
    >
      <PanelLeft aria-hidden />
    </button>
  )
}

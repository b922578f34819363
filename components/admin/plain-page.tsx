import type { ReactNode } from 'react'
import * as shared from '../words/shared'

interface PlainPageProps {
  siteTitle: string
  title: string
  /** For messages rather than forms. */
  wide?: boolean
  children: ReactNode
}

/** A page outside the shell: login, and messages to visitors who are not logged in. */
export function PlainPage({ siteTitle, title, wide, children }: PlainPageProps) {
  return (
    <>
      <main className="plain">
        <div className="plain-site">{siteTitle}</div>
        <div className={wide ? 'plain-box wide' : 'plain-box'}>
          <h1>{title}</h1>
          {children}
        </div>
      </main>
      <footer className="plain-foot">{shared.product}</footer>
    </>
  )
}

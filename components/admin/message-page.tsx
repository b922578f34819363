import type { ReactNode } from 'react'
import * as words from '../words/failure'

interface MessagePageProps {
  title: string
  /** What happened, what was kept, and what to do. Line breaks are preserved. */
  text: string
  links: { label: string; href: string }[]
  /** A reference for support requests. */
  reference?: string
  /** Outside the shell, with its own `<main>`. */
  standalone?: boolean
  /** Details for the developer. */
  children?: ReactNode
}

/** Shown instead of a page: not allowed, not found, invalid, or unavailable. */
export function MessagePage({ title, text, links, reference, standalone, children }: MessagePageProps) {
  const content = (
    <div className="message">
      <h1>{title}</h1>
      <p>{text}</p>
      {reference && (
        <p>
          {words.reference} <code className="reference">{reference}</code>
        </p>
      )}
      {links.length > 0 && (
        <div className="buttons">
          {links.map(({ label, href }, index) => (
            // Part of every page as the one for errors, so it does without the component for links.
            <a key={href} href={href} className={index === 0 ? 'btn primary' : 'btn'}>
              {label}
            </a>
          ))}
        </div>
      )}
      {children}
    </div>
  )
  if (!standalone) return <div className="page">{content}</div>
  return (
    <main className="plain">
      <div className="plain-box wide">{content}</div>
    </main>
  )
}

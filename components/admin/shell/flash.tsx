'use client'

import { useEffect } from 'react'
import { Notice, type NoticeTone } from '../../ui/notice'
import * as words from '../../words/undo'

/** The message of the last post, shown once on the next page. */
export interface FlashMessage {
  text: string
  href?: string
  /** The text of the link to `href`. If it occurs in the message, it is linked in place. */
  linkText?: string
  /** The page that undoes what was done. */
  undoHref?: string
  tone?: NoticeTone
}

export function Flash({ message }: { message: FlashMessage | null }) {
  // Shown only once: the cookie would otherwise show it on the next page too. After a save that stays on its page, there is
  // a new message in the same component.
  useEffect(() => {
    document.cookie = 'brolly-flash=; path=/admin; max-age=0'
  }, [message])
  if (message === null) return null
  const { text, href, linkText, undoHref, tone = 'success' } = message
  return (
    <div className="flash">
      <Notice tone={tone}>
        {href && linkText ? linked(text, href, linkText) : text}
        {undoHref !== undefined && (
          <>
            {' '}
            <a className="flash-undo" href={undoHref}>
              {words.undo}
            </a>
          </>
        )}
      </Notice>
    </div>
  )
}

function linked(text: string, href: string, linkText: string) {
  const link = <a href={href}>{linkText}</a>
  const index = text.indexOf(linkText)
  if (index < 0) {
    return (
      <>
        {text} {link}
      </>
    )
  }
  return (
    <>
      {text.slice(0, index)}
      {link}
      {text.slice(index + linkText.length)}
    </>
  )
}

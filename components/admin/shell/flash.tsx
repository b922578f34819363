'use client'

import { useEffect } from 'react'
import { Notice, type NoticeTone } from '../../ui/notice'

/** What the last post did, said once on the page that follows. */
export interface FlashMessage {
  text: string
  href?: string
  /** The part that leads to `href`; where the text holds it, it is linked in its place. */
  linkText?: string
  tone?: NoticeTone
}

export function Flash({ message }: { message: FlashMessage | null }) {
  // Said once: the cookie that brought it would bring it to the next page too.
  useEffect(() => {
    document.cookie = 'brolly-flash=; path=/admin; max-age=0'
  }, [])
  if (message === null) return null
  const { text, href, linkText, tone = 'success' } = message
  return (
    <div className="flash">
      <Notice tone={tone}>{href && linkText ? linked(text, href, linkText) : text}</Notice>
    </div>
  )
}

function linked(text: string, href: string, linkText: string) {
  const link = <a href={href}>{linkText}</a>
  const at = text.indexOf(linkText)
  if (at < 0) {
    return (
      <>
        {text} {link}
      </>
    )
  }
  return (
    <>
      {text.slice(0, at)}
      {link}
      {text.slice(at + linkText.length)}
    </>
  )
}

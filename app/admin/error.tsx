'use client'

import { useEffect } from 'react'
import { MessagePage } from '@/components/admin/message-page'
import { interruptDraft } from '@/components/admin/record/draft'
import { allTables, basePath } from './base-path'
import * as words from '@/components/words/failure'

/** Shown if a page cannot be rendered, or a form cannot be posted. The server has logged the error under the digest. */
export default function AdminFailure({ error }: { error: Error & { digest?: string } }) {
  useEffect(interruptDraft, [])
  const { title, text } = wordsOf(error)
  const here = typeof window === 'undefined' ? basePath : window.location.pathname + window.location.search
  return (
    <MessagePage
      title={title}
      text={text}
      links={[{ label: words.reload, href: here }, allTables]}
      {...(error.digest ? { reference: error.digest } : {})}
      standalone
    />
  )
}

function wordsOf(error: Error & { digest?: string }): { title: string; text: string } {
  const kept = words.inputKept
  // The server does not know the form: it runs another version than the one that rendered this page.
  if (['UnrecognizedActionError', 'ChunkLoadError'].includes(error.name))
    return { title: words.updated, text: words.loadedBefore(kept) }
  // Without a digest the error does not come from the server, which sent no response.
  if (error.digest === undefined && error instanceof TypeError && !navigator.onLine)
    return { title: words.offline, text: words.notReached(kept) }
  if (error.digest === undefined && error instanceof TypeError && /fetch|network|load/iu.test(error.message))
    return {
      title: words.noResponse,
      text: words.maybeSaved,
    }
  return {
    title: words.wentWrong,
    text: words.notShown,
  }
}

'use client'

import { useEffect } from 'react'
import { MessagePage } from '@/components/admin/message-page'
import { interruptDraft } from '@/components/admin/record/draft'
import { allTables, basePath } from './base-path'

/** Shown if a page cannot be rendered, or a form cannot be posted. The server has logged the error under the digest. */
export default function AdminFailure({ error }: { error: Error & { digest?: string } }) {
  useEffect(interruptDraft, [])
  const { title, text } = wordsOf(error)
  const here = typeof window === 'undefined' ? basePath : window.location.pathname + window.location.search
  return (
    <MessagePage
      title={title}
      text={text}
      links={[{ label: 'Reload this page', href: here }, allTables]}
      {...(error.digest ? { reference: error.digest } : {})}
      standalone
    />
  )
}

function wordsOf(error: Error & { digest?: string }): { title: string; text: string } {
  const kept = 'Nothing was saved. Your input is kept: reload the page to get it back.'
  // The server does not know the form: it runs another version than the one that rendered this page.
  if (['UnrecognizedActionError', 'ChunkLoadError'].includes(error.name))
    return { title: 'This admin has been updated', text: `This page was loaded before the update. ${kept}` }
  // Without a digest the error does not come from the server, which sent no response.
  if (error.digest === undefined && error instanceof TypeError && !navigator.onLine)
    return { title: 'You are offline', text: `Could not reach the server. ${kept}` }
  if (error.digest === undefined && error instanceof TypeError && /fetch|network|load/iu.test(error.message))
    return {
      title: 'The server did not respond',
      text: 'Your changes may or may not have been saved. Your input is kept: reload the page and compare.',
    }
  return {
    title: 'Something went wrong',
    text: 'This page could not be shown. Saved data is safe and your input is kept: reload the page.',
  }
}

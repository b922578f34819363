'use client'

import { useEffect } from 'react'
import { MessagePage } from '@/components/admin/message-page'
import { interruptDraft } from '@/components/admin/record/draft'
import { allTables, basePath } from './base-path'

/** What fails while a page is drawn, or a form is sent; the server has written it down under the digest. */
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
  // The server no longer knows the form: it is another version than the one that made this page.
  if (['UnrecognizedActionError', 'ChunkLoadError'].includes(error.name))
    return { title: 'This admin has been updated', text: `This page was loaded before the update. ${kept}` }
  // Without a digest it did not come from the server: no answer did.
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

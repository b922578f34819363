import { useEffect, useState } from 'react'
import type { RecordPage } from '@/admin/client'
import { recordViews } from './record-views'
import * as words from '../../words/related'

export type LoadedPage =
  { state: 'loading' } | { state: 'failed'; message: string } | { state: 'ready'; page: RecordPage }

/** The page of a row, fetched as data. */
export function useRecordPage(url: string): { loaded: LoadedPage; reload: () => void } {
  const [loaded, setLoaded] = useState<LoadedPage>({ state: 'loading' })
  const [times, setTimes] = useState(0)
  useEffect(() => {
    const leaving = new AbortController()
    void loadPage(url, leaving.signal).then((next) => {
      if (!leaving.signal.aborted) setLoaded(next)
    })
    return () => leaving.abort()
  }, [url, times])
  return { loaded, reload: () => setTimes(times + 1) }
}

async function loadPage(url: string, signal: AbortSignal): Promise<LoadedPage> {
  try {
    const response = await fetch(url, { signal, headers: { accept: 'application/json' } })
    // The types of our own route's responses.
    if (response.ok) {
      const page = (await response.json()) as RecordPage
      await recordViews(page)
      return { state: 'ready', page }
    }
    if (response.status === 401) return { state: 'failed', message: words.loggedOut }
    return { state: 'failed', message: ((await response.json()) as { error: string }).error }
  } catch {
    return { state: 'failed', message: words.notLoaded }
  }
}

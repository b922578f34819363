import { useEffect, useState } from 'react'
import type { ViewRows } from '@/admin/client'
import { fetchJson } from '../list/fetch-json'

const none: ReadonlyMap<string, string> = new Map()
/** The same lists are looked at again and again; counting them each time would cost more than they do. */
const freshMs = 20_000

/**
 * The numbers of rows of views by their lists' URLs, asked for after the page is shown. Empty until then, and where they cannot be
 * had: the views are links without them.
 */
export function useViewRows(href: string, views: readonly { href: string }[]): ReadonlyMap<string, string> {
  const [rows, setRows] = useState(none)
  // The numbers of other views do not do.
  const of = views.map((view) => view.href).join(' ')
  useEffect(() => {
    if (of === '') return
    const request = new AbortController()
    void load(href, of, request.signal).then(setRows, () => undefined)
    return () => request.abort()
  }, [href, of])
  return rows
}

interface Kept {
  at: number
  of: string
  views: ViewRows[]
}

async function load(href: string, of: string, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const key = `brolly-views ${href}`
  const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null') as Kept | null
  const isFresh = kept !== null && kept.of === of && Date.now() - kept.at < freshMs
  const views = isFresh ? kept.views : await fetchJson<ViewRows[]>(href, signal)
  if (!isFresh) sessionStorage.setItem(key, JSON.stringify({ at: Date.now(), of, views } satisfies Kept))
  return new Map(views.map((view) => [view.href, view.rows]))
}

import { useEffect, useRef, useState } from 'react'
import { type LookupAnswer, type LookupOption, mostLookupPages, type RelationMeta } from '@/admin/client'
import * as words from '../words/fields'

const waitMs = 150
const patienceMs = 20_000

/** A search, and its matches so far: pages are appended as the user scrolls. */
export type LookupState =
  | { state: 'idle' | 'searching' }
  | { state: 'failed'; message: string }
  /** `stale`: another search has started since. `page`: the last one that was loaded. */
  | { state: 'found'; answer: LookupAnswer; stale: boolean; page: number; next: NextPage }

/** What is happening to the next page of matches. */
export type NextPage = 'idle' | 'loading' | { failed: string }

export interface Lookup {
  lookup: LookupState
  /** Searches shortly after the last call. */
  search: (url: string) => void
  /** Loads the next page of matches, if there is one. */
  more: () => void
  stop: () => void
}

interface LookupQuestion {
  /** The text to search for. */
  search?: string
  /** The row that this value refers to. */
  value?: string
  /** The row with this key. */
  key?: string
  /** The form, whose other columns of a composite key restrict the search. */
  form: HTMLFormElement | null
}

export function lookupUrl(relation: RelationMeta, { search = '', value, key, form }: LookupQuestion): string {
  const query = new URLSearchParams(key !== undefined ? { key } : value === undefined ? { q: search } : { value })
  for (const name of relation.siblings) {
    const sibling = form?.elements.namedItem(`${relation.within ?? ''}${name}`)
    if (sibling instanceof HTMLInputElement && sibling.value !== '') query.set(`with.${name}`, sibling.value)
  }
  return withParameters(relation.lookup, query)
}

const withParameters = (url: string, query: URLSearchParams) => `${url}${url.includes('?') ? '&' : '?'}${query}`

/** @throws {Error} with a message for the user. */
export async function fetchLookup(url: string, signal?: AbortSignal): Promise<LookupAnswer> {
  const patience = AbortSignal.timeout(patienceMs)
  const response = await fetch(url, {
    signal: signal ? AbortSignal.any([signal, patience]) : patience,
    headers: { accept: 'application/json' },
  }).catch(() => null)
  if (response === null) throw new Error(words.searchFailed)
  if (!response.ok) throw new Error(refusal(response.status))
  // The type of our own route's response.
  return (await response.json()) as LookupAnswer
}

function refusal(status: number): string {
  if (status === 401) return words.loggedOut
  if (status === 403) return words.mayNotSearch
  if (status === 404) return words.searchGone
  if (status === 503) return words.searchBusy
  return words.searchFailed
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : words.searchFailed)

interface Running {
  url: string
  abort: AbortController
  timer: ReturnType<typeof setTimeout>
  /** The last page that was asked for. */
  asked: number
}

/** Searches shortly after the last keystroke. Responses that arrive too late are dropped. */
export function useLookup(): Lookup {
  const [lookup, setLookup] = useState<LookupState>({ state: 'idle' })
  const running = useRef<Running | null>(null)

  const cancel = () => {
    clearTimeout(running.current?.timer)
    running.current?.abort.abort()
    running.current = null
  }
  const ask = async (url: string, signal: AbortSignal) => {
    try {
      const answer = await fetchLookup(url, signal)
      if (!signal.aborted) setLookup({ state: 'found', answer, stale: false, page: 1, next: 'idle' })
    } catch (error) {
      if (!signal.aborted) setLookup({ state: 'failed', message: messageOf(error) })
    }
  }
  const search = (url: string) => {
    cancel()
    const abort = new AbortController()
    setLookup((before) => (before.state === 'found' ? { ...before, stale: true } : { state: 'searching' }))
    running.current = { url, abort, asked: 1, timer: setTimeout(() => void ask(url, abort.signal), waitMs) }
  }
  const more = () => {
    const search = running.current
    if (search === null || lookup.state !== 'found' || lookup.stale || lookup.next === 'loading') return
    const { answer } = lookup
    const page = lookup.page + 1
    // Several events may ask before the state has changed.
    if (!answer.more || page > mostLookupPages || search.asked === page) return
    search.asked = page
    const { signal } = search.abort
    setLookup({ ...lookup, next: 'loading' })
    void fetchLookup(withParameters(search.url, new URLSearchParams({ page: String(page) })), signal).then(
      (next) => {
        if (signal.aborted) return
        const joined = { options: joinOptions(answer.options, next.options), more: next.more }
        setLookup({ state: 'found', answer: joined, stale: false, page, next: 'idle' })
      },
      (error: unknown) => {
        search.asked = lookup.page
        if (!signal.aborted) setLookup({ ...lookup, next: { failed: messageOf(error) } })
      },
    )
  }
  const stop = () => {
    cancel()
    setLookup({ state: 'idle' })
  }
  useEffect(() => cancel, [])
  return { lookup, search, more, stop }
}

/** Appends a page. A row that was offered before, because rows were added meanwhile, is left out. */
export function joinOptions(before: readonly LookupOption[], next: readonly LookupOption[]): LookupOption[] {
  const known = new Set(before.map(({ key }) => key))
  return [...before, ...next.filter(({ key }) => !known.has(key))]
}

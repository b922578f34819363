import { useEffect, useRef, useState } from 'react'
import { type LookupAnswer, type LookupOption, mostLookupPages } from '@/admin/client'
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

export interface LookupQuestion {
  /** The URL, without a page. Read when the search begins. */
  url: () => string
  /** Called with the answer. If it returns true, the search is repeated, because its URL has changed. */
  again?: (answer: LookupAnswer) => boolean
}

export interface Lookup {
  lookup: LookupState
  /** Searches shortly after the last call. */
  search: (question: LookupQuestion) => void
  /** Loads the next page of matches, if there is one. */
  more: () => void
  stop: () => void
}

/** Adds parameters to a URL, which may have some already. */
export const withParameters = (url: string, query: URLSearchParams) => `${url}${url.includes('?') ? '&' : '?'}${query}`

/** @throws {Error} with a message for the user. */
export async function askLookup({ url, again }: LookupQuestion, signal?: AbortSignal): Promise<LookupAnswer> {
  const answer = await fetchLookup(url(), signal)
  return again?.(answer) ? fetchLookup(url(), signal) : answer
}

async function fetchLookup(url: string, signal?: AbortSignal): Promise<LookupAnswer> {
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
  question: LookupQuestion
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
  const ask = async (question: LookupQuestion, signal: AbortSignal) => {
    try {
      const answer = await askLookup(question, signal)
      if (!signal.aborted) setLookup({ state: 'found', answer, stale: false, page: 1, next: 'idle' })
    } catch (error) {
      if (!signal.aborted) setLookup({ state: 'failed', message: messageOf(error) })
    }
  }
  const search = (question: LookupQuestion) => {
    cancel()
    const abort = new AbortController()
    setLookup((before) => (before.state === 'found' ? { ...before, stale: true } : { state: 'searching' }))
    running.current = { question, abort, asked: 1, timer: setTimeout(() => void ask(question, abort.signal), waitMs) }
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
    void fetchLookup(withParameters(search.question.url(), new URLSearchParams({ page: String(page) })), signal).then(
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

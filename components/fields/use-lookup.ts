import { useEffect, useRef, useState } from 'react'
import type { LookupAnswer, RelationMeta } from '@/admin/client'
import * as words from '../words/fields'

const waitMs = 150

export type LookupState =
  | { state: 'idle' | 'searching' }
  | { state: 'failed'; message: string }
  /** `stale`: another search has started since. */
  | { state: 'found'; answer: LookupAnswer; stale: boolean }

interface LookupQuestion {
  /** The text to search for. */
  search?: string
  /** The row that this value refers to. */
  value?: string
  /** The form, whose other columns of a composite key restrict the search. */
  form: HTMLFormElement | null
}

export function lookupUrl(relation: RelationMeta, { search = '', value, form }: LookupQuestion): string {
  const query = new URLSearchParams(value === undefined ? { q: search } : { value })
  for (const name of relation.siblings) {
    const sibling = form?.elements.namedItem(`${relation.within ?? ''}${name}`)
    if (sibling instanceof HTMLInputElement && sibling.value !== '') query.set(`with.${name}`, sibling.value)
  }
  return `${relation.lookup}${relation.lookup.includes('?') ? '&' : '?'}${query}`
}

/** @throws {Error} with a message for the user. */
export async function fetchLookup(url: string, signal?: AbortSignal): Promise<LookupAnswer> {
  const response = await fetch(url, { ...(signal ? { signal } : {}), headers: { accept: 'application/json' } }).catch(
    () => null,
  )
  if (response === null) throw new Error(words.searchFailed)
  if (!response.ok) throw new Error(refusal(response.status))
  // The type of our own route's response.
  return (await response.json()) as LookupAnswer
}

function refusal(status: number): string {
  if (status === 401) return words.loggedOut
  if (status === 403 || status === 404) return words.mayNotSearch
  return words.searchFailed
}

/** Searches a linked table shortly after the last keystroke. Responses that arrive too late are dropped. */
export function useLookup(): { lookup: LookupState; search: (url: string) => void; stop: () => void } {
  const [lookup, setLookup] = useState<LookupState>({ state: 'idle' })
  const running = useRef<{ abort: AbortController; timer: ReturnType<typeof setTimeout> } | null>(null)

  const cancel = () => {
    if (running.current === null) return
    clearTimeout(running.current.timer)
    running.current.abort.abort()
    running.current = null
  }
  const ask = async (url: string, signal: AbortSignal) => {
    try {
      const answer = await fetchLookup(url, signal)
      if (!signal.aborted) setLookup({ state: 'found', answer, stale: false })
    } catch (error) {
      if (!signal.aborted) setLookup({ state: 'failed', message: error instanceof Error ? error.message : '' })
    }
  }
  const search = (url: string) => {
    cancel()
    const abort = new AbortController()
    setLookup((before) => (before.state === 'found' ? { ...before, stale: true } : { state: 'searching' }))
    running.current = { abort, timer: setTimeout(() => void ask(url, abort.signal), waitMs) }
  }
  const stop = () => {
    cancel()
    setLookup({ state: 'idle' })
  }
  useEffect(() => cancel, [])
  return { lookup, search, stop }
}

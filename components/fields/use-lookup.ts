import { useEffect, useRef, useState } from 'react'
import type { LookupAnswer } from '@/admin/client'

const waitMs = 150

export type LookupState = { state: 'idle' | 'searching' | 'failed' } | { state: 'found'; answer: LookupAnswer }

/** Searches a linked table a moment after the last key; an answer that comes too late is dropped. */
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
      const response = await fetch(url, { signal, headers: { accept: 'application/json' } })
      if (!response.ok) throw new Error(`The search answered ${response.status}`)
      // The route answers with this type; anything else would be another server's.
      const answer = (await response.json()) as LookupAnswer
      setLookup({ state: 'found', answer })
    } catch {
      if (!signal.aborted) setLookup({ state: 'failed' })
    }
  }
  const search = (url: string) => {
    cancel()
    const abort = new AbortController()
    setLookup((before) => (before.state === 'found' ? before : { state: 'searching' }))
    running.current = { abort, timer: setTimeout(() => void ask(url, abort.signal), waitMs) }
  }
  const stop = () => {
    cancel()
    setLookup({ state: 'idle' })
  }
  useEffect(() => cancel, [])
  return { lookup, search, stop }
}

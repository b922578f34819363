import { useEffect, useState } from 'react'
import type { MigrationRunPage } from '@/admin/client'

const everyMs = 500

/** Polls the progress of a run until it has finished. */
export function useRun(first: MigrationRunPage): { run: MigrationRunPage; unreachable: boolean } {
  const [run, setRun] = useState(first)
  const [failures, setFailures] = useState(0)
  const { state, progressHref } = run
  useEffect(() => {
    if (state !== 'running') return undefined
    const stop = new AbortController()
    const timer = setTimeout(() => {
      void readRun(progressHref, stop.signal).then((answer) => {
        if (stop.signal.aborted) return
        if (answer === 'gone') window.location.reload()
        else if (answer === 'unreachable') setFailures((many) => many + 1)
        else {
          setFailures(0)
          setRun(answer)
        }
      })
    }, everyMs)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
    // Each response is a new object, even if it is equal to the last one, and therefore starts the next wait.
  }, [run, failures, state, progressHref])
  return { run, unreachable: failures > 0 }
}

async function readRun(href: string, signal: AbortSignal): Promise<MigrationRunPage | 'gone' | 'unreachable'> {
  try {
    const response = await fetch(href, { signal, headers: { Accept: 'application/json' } })
    // The session has ended, or the server was restarted and has no such run.
    if (response.status === 401 || response.status === 403 || response.status === 404) return 'gone'
    if (!response.ok) return 'unreachable'
    // The response of our own route.
    return (await response.json()) as MigrationRunPage
  } catch {
    return 'unreachable'
  }
}

import { useEffect, useState } from 'react'
import type { MigrationRunPage } from '@/admin/client'

const everyMs = 500

/** A run that is asked how far it has come until it has ended. */
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
    // Each answer, also one like the last, is a new object, and so begins the next wait.
  }, [run, failures, state, progressHref])
  return { run, unreachable: failures > 0 }
}

async function readRun(href: string, signal: AbortSignal): Promise<MigrationRunPage | 'gone' | 'unreachable'> {
  try {
    const response = await fetch(href, { signal, headers: { Accept: 'application/json' } })
    // The session has ended, or the server was started again and knows of no run.
    if (response.status === 401 || response.status === 403 || response.status === 404) return 'gone'
    if (!response.ok) return 'unreachable'
    // Our own route answers with this, see the route beside the page.
    return (await response.json()) as MigrationRunPage
  } catch {
    return 'unreachable'
  }
}

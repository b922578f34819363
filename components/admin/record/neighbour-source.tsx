'use client'

import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react'
import type { NeighbourAnswer, NeighbourBlock, RecordNeighbours } from '@/admin/client'
import * as words from '../../words/neighbours'

interface Neighbours {
  /** Null until they have come. */
  answer: NeighbourAnswer | null
  /** Why they have not. */
  problem: string | null
  /** Asks for blocks that wait, by name; for all again without names. */
  ask(names?: readonly string[]): Promise<void>
}

const NeighbourContext = createContext<Neighbours>({ answer: null, problem: null, ask: async () => undefined })

/** What has come of a record's neighbours. */
export const useNeighbours = () => useContext(NeighbourContext)

interface NeighbourSourceProps {
  neighbours: RecordNeighbours
  /** Of the record: a saved one has another last change. */
  version: string
  children: ReactNode
}

/** Fetches the neighbours of a record once its page has come to rest: the form waits for nothing of it. */
export function NeighbourSource({ neighbours, version, children }: NeighbourSourceProps) {
  const { fetchHref } = neighbours
  const [answer, setAnswer] = useState<NeighbourAnswer | null>(null)
  const [problem, setProblem] = useState<string | null>(null)

  const ask = useCallback(
    async (names: readonly string[] = [], signal?: AbortSignal) => {
      try {
        const query = new URLSearchParams(names.map((name) => ['way', name])).toString()
        const response = await fetch(query === '' ? fetchHref : `${fetchHref}?${query}`, { signal })
        if (!response.ok) throw new Error(String(response.status))
        const found: NeighbourAnswer = await response.json()
        setProblem(null)
        setAnswer((before) =>
          names.length === 0 || before === null ? found : { ...before, blocks: merged(before, found) },
        )
      } catch {
        if (signal?.aborted !== true) setProblem(words.notLoaded)
      }
    },
    [fetchHref],
  )
  useEffect(() => {
    const leaving = new AbortController()
    const cancel = whenIdle(() => void ask([], leaving.signal))
    return () => {
      cancel()
      leaving.abort()
    }
  }, [ask, version])
  return <NeighbourContext value={{ answer, problem, ask }}>{children}</NeighbourContext>
}

function merged(before: NeighbourAnswer, found: NeighbourAnswer): NeighbourBlock[] {
  return before.blocks.map((block) => found.blocks.find(({ name }) => name === block.name) ?? block)
}

function whenIdle(run: () => void): () => void {
  if (typeof requestIdleCallback === 'undefined') {
    const timer = setTimeout(run)
    return () => clearTimeout(timer)
  }
  const handle = requestIdleCallback(run, { timeout: 500 })
  return () => cancelIdleCallback(handle)
}

'use client'

import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react'
import type { NeighbourAnswer, NeighbourBlock, RecordNeighbours } from '@/admin/client'
import * as words from '../../words/neighbours'

interface Neighbours {
  /** Null until loaded. */
  answer: NeighbourAnswer | null
  /** Why loading failed. */
  problem: string | null
  /** Loads blocks by name; without names, all again. */
  ask(names?: readonly string[]): Promise<void>
}

const NeighbourContext = createContext<Neighbours>({ answer: null, problem: null, ask: async () => undefined })

/** The related rows of a record, as far as they are loaded. */
export const useNeighbours = () => useContext(NeighbourContext)

interface NeighbourSourceProps {
  neighbours: RecordNeighbours
  /** The record's version: saving changes its last change. */
  version: string
  children: ReactNode
}

/** Fetches the related rows of a record once its page is idle, so that the form does not wait for them. */
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

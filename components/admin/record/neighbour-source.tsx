'use client'

import { createContext, type ReactNode, useCallback, useContext, useEffect, useId, useState } from 'react'
import type { NeighbourAnswer, NeighbourBlock, RecordNeighbours } from '@/admin/client'
import * as words from '../../words/neighbours'

interface Neighbours {
  /** Null until loaded. */
  answer: NeighbourAnswer | null
  /** Why loading failed. */
  problem: string | null
  /** Loads blocks by name; without names, all again. */
  ask(names?: readonly string[]): Promise<void>
  /** The id of the record's form, for the inputs of relations that are edited beside it. */
  formId: string | undefined
  /** The labels of those that differ from what was loaded, by the name of the input. */
  edited: ReadonlyMap<string, string>
  /** Sets the label, or removes it with null. */
  edit(name: string, label: string | null): void
  /** What is wrong with them, by the name of the input. */
  problems: Readonly<Record<string, string>>
  report(problems: Readonly<Record<string, string>>): void
}

const ignore = () => undefined

const NeighbourContext = createContext<Neighbours>({
  answer: null,
  problem: null,
  ask: async () => undefined,
  formId: undefined,
  edited: new Map(),
  edit: ignore,
  problems: {},
  report: ignore,
})

/** The related rows of a record, as far as they are loaded. */
export const useNeighbours = () => useContext(NeighbourContext)

interface NeighbourSourceProps {
  neighbours: RecordNeighbours
  /** Changes with every answer of the server, because saving changes related rows and the record's last change. */
  token: string
  children: ReactNode
}

/** Fetches the related rows of a record once its page is idle, so that the form does not wait for them. */
export function NeighbourSource({ neighbours, token, children }: NeighbourSourceProps) {
  const { fetchHref } = neighbours
  const [answer, setAnswer] = useState<NeighbourAnswer | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [problems, report] = useState<Readonly<Record<string, string>>>({})
  const formId = useId()
  const { edited, edit, forget } = useEdited()

  const ask = useCallback(
    async (names: readonly string[] = [], signal?: AbortSignal) => {
      try {
        const query = new URLSearchParams(names.map((name) => ['way', name])).toString()
        const response = await fetch(query === '' ? fetchHref : `${fetchHref}?${query}`, { signal })
        if (!response.ok) throw new Error(String(response.status))
        const found: NeighbourAnswer = await response.json()
        setProblem(null)
        if (names.length === 0) forget()
        setAnswer((before) =>
          names.length === 0 || before === null ? found : { ...before, blocks: merged(before, found) },
        )
      } catch {
        if (signal?.aborted !== true) setProblem(words.notLoaded)
      }
    },
    [fetchHref, forget],
  )
  useEffect(() => {
    const leaving = new AbortController()
    const cancel = whenIdle(() => void ask([], leaving.signal))
    return () => {
      cancel()
      leaving.abort()
    }
  }, [ask, token])
  return (
    <NeighbourContext value={{ answer, problem, ask, formId, edited, edit, problems, report }}>
      {children}
    </NeighbourContext>
  )
}

/** The relations that were edited since they were loaded. */
function useEdited() {
  const [edited, setEdited] = useState<ReadonlyMap<string, string>>(new Map())
  const edit = useCallback((name: string, label: string | null) => {
    setEdited((before) => {
      const next = new Map(before)
      if (label === null) next.delete(name)
      else next.set(name, label)
      return next
    })
  }, [])
  const forget = useCallback(() => setEdited(new Map()), [])
  return { edited, edit, forget }
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

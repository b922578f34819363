import { type RefObject, useEffect, useRef, useState } from 'react'
import type { LookupOption, RelationMeta } from '@/admin/client'
import { fillInput } from './fill-input'
import { type RelationQuestions, useRelationQuestions } from './relation-question'
import { askLookup } from './use-lookup'

export interface LinkedRow {
  /** The value to post; '' for none. */
  value: string
  /** Null while unknown. */
  label: string | null
  href: string | null
}

export interface LinkedRowState {
  picked: LinkedRow
  /** The values in the form rule the row out, which was picked before they were changed. */
  ruledOut: boolean
  questions: RelationQuestions
  pick: (option: LookupOption) => void
  clear: () => void
  /** Shows the current name of the picked row. */
  refresh: (option: LookupOption) => void
  /** The same for a row that this field no longer offers. */
  rename: (label: string) => void
  /** Accepts a value that other code put into the hidden input, and looks up its name. */
  adopt: (value: string) => void
}

interface LinkedRowOptions {
  relation: RelationMeta
  /** The initial value. */
  first: LinkedRow
  /** The visible input. */
  search: RefObject<HTMLInputElement | null>
  /** The hidden input. */
  posted: RefObject<HTMLInputElement | null>
}

/** The row of a relation's input: the value to post, and its name. */
export function useLinkedRow({ relation, first, search, posted }: LinkedRowOptions): LinkedRowState {
  const [picked, setPicked] = useState(first)
  const questions = useRelationQuestions(relation, search)
  const ruledOut = useRuledOut({ value: picked.value, questions, search })

  /** The same for the events of an input that is filled in by this code, which come before the next rendering. */
  const latest = useRef(first.value)
  const setRow = (next: LinkedRow) => {
    latest.current = next.value
    setPicked(next)
  }

  const adopt = (value: string) => {
    if (value === latest.current) return
    const next = value === first.value ? first : { value, label: null, href: null }
    setRow(next)
    if (value === '' || next.label !== null) return
    void askLookup(questions.about({ value })).then(
      ({ options: [option] }) => {
        if (option === undefined) return
        setPicked((now) => (now.value === value ? rowOf(relation, option) : now))
      },
      // The key is shown instead.
      () => undefined,
    )
  }
  const pick = (option: LookupOption) => {
    setRow(rowOf(relation, option))
    if (posted.current === null) return
    const { form } = posted.current
    fillInput(posted.current, option.value)
    for (const [name, value] of Object.entries(option.siblings ?? {})) {
      const sibling = form?.elements.namedItem(`${relation.within ?? ''}${name}`)
      if (sibling instanceof HTMLInputElement) fillInput(sibling, value)
    }
  }
  const clear = () => {
    setRow({ value: '', label: null, href: null })
    if (posted.current) fillInput(posted.current, '')
  }

  const refresh = (option: LookupOption) => setRow(rowOf(relation, option))

  const rename = (label: string) => setPicked((now) => ({ ...now, label }))

  useEffect(() => {
    // After a rejected save the server's response may contain another value.
    adopt(first.value)
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [first.value])

  return { picked, ruledOut, questions, pick, clear, refresh, rename, adopt }
}

function rowOf(relation: RelationMeta, { value, label, key }: LookupOption): LinkedRow {
  return { value, label, href: relation.openHref?.replace('{key}', key) ?? null }
}

const waitMs = 300

interface RuledOutOptions extends Pick<LinkedRowOptions, 'search'> {
  value: string
  questions: RelationQuestions
}

/** Asks whether the picked row can still be chosen, whenever a value changes on which that depends. */
function useRuledOut({ value, questions, search }: RuledOutOptions): boolean {
  const [ruledOut, setRuledOut] = useState(false)
  useEffect(() => {
    setRuledOut(false)
    const form = search.current?.form
    if (!form || value === '') return
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    let before = questions.followed()
    const ask = () =>
      askLookup(questions.about({ value }), stop.signal).then(
        ({ options: [option] }) => {
          if (!stop.signal.aborted) setRuledOut(option?.unavailable === true)
        },
        // The save will report it.
        () => undefined,
      )
    const compare = () => {
      const now = questions.followed()
      if (now === before) return
      before = now
      clearTimeout(timer)
      timer = setTimeout(() => void ask(), waitMs)
    }
    for (const event of ['input', 'change']) form.addEventListener(event, compare, { signal: stop.signal })
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [value, questions, search])
  return ruledOut
}

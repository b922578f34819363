import { type RefObject, useEffect, useState } from 'react'
import type { LookupOption, RelationMeta } from '@/admin/client'
import { fillInput } from './fill-input'
import { fetchLookup, lookupUrl } from './use-lookup'

export interface LinkedRow {
  /** The value that is posted; '' is none. */
  value: string
  /** Null while it is not known. */
  label: string | null
  href: string | null
}

export interface LinkedRowState {
  picked: LinkedRow
  /** The form that the posted input belongs to. */
  form: () => HTMLFormElement | null
  pick: (option: LookupOption) => void
  clear: () => void
  /** Takes over what the posted input was set to from elsewhere, and asks for its name. */
  adopt: (value: string) => void
}

interface LinkedRowOptions {
  relation: RelationMeta
  /** As the page was made. */
  first: LinkedRow
  /** The input that is posted. */
  posted: RefObject<HTMLInputElement | null>
}

/** The row that a relation's input stands for: what is posted, and how it is called. */
export function useLinkedRow({ relation, first, posted }: LinkedRowOptions): LinkedRowState {
  const [picked, setPicked] = useState(first)

  const adopt = (value: string) => {
    if (value === picked.value) return
    const next = value === first.value ? first : { value, label: null, href: null }
    setPicked(next)
    if (value === '' || next.label !== null) return
    const url = lookupUrl(relation, { value, form: posted.current?.form ?? null })
    void fetchLookup(url).then(
      ({ options: [option] }) => {
        if (option === undefined) return
        setPicked((now) => (now.value === value ? rowOf(relation, option) : now))
      },
      // Its key stands there then.
      () => undefined,
    )
  }
  const pick = (option: LookupOption) => {
    setPicked(rowOf(relation, option))
    if (posted.current === null) return
    const { form } = posted.current
    fillInput(posted.current, option.value)
    for (const [name, value] of Object.entries(option.siblings ?? {})) {
      const sibling = form?.elements.namedItem(name)
      if (sibling instanceof HTMLInputElement) fillInput(sibling, value)
    }
  }
  const clear = () => {
    setPicked({ value: '', label: null, href: null })
    if (posted.current) fillInput(posted.current, '')
  }

  useEffect(() => {
    // The server's answer after a refused save may hold another value.
    adopt(first.value)
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [first.value])

  return { picked, form: () => posted.current?.form ?? null, pick, clear, adopt }
}

function rowOf(relation: RelationMeta, { value, label, key }: LookupOption): LinkedRow {
  return { value, label, href: relation.openHref?.replace('{key}', key) ?? null }
}

import { type RefObject, useEffect, useState } from 'react'
import type { ManyRow } from '@/admin/client'
import { fillInput } from './fill-input'
import { keysIn } from './many-input'

/** A related row as the input shows it. */
export interface ShownRow extends ManyRow {
  /** It was added since the page was loaded. */
  isNew: boolean
  isRemoved: boolean
}

export interface ManyRowsState {
  shown: readonly ShownRow[]
  /** The keys of the rows that are chosen, separated by spaces. */
  text: string
  add: (...rows: ManyRow[]) => void
  remove: (...rows: Pick<ManyRow, 'key'>[]) => void
  /** Removes a row, or takes its removal back. */
  toggle: (row: ManyRow) => void
  removeLast: () => void
  /** Accepts a text that other code has put into the hidden input. */
  adopt: (text: string) => void
}

interface ManyRowsOptions {
  loaded: readonly ManyRow[]
  /** The initial text: as loaded, or as sent before an error. */
  value: string | null
  /** The keys to begin with. */
  keys: readonly string[]
  /** The hidden input. */
  posted: RefObject<HTMLInputElement | null>
}

/** The rows that are chosen in the input of a many-to-many relation. */
export function useManyRows({ loaded, value, keys: first, posted }: ManyRowsOptions): ManyRowsState {
  const [keys, setKeys] = useState<readonly string[]>(first)
  const [added, setAdded] = useState<readonly ManyRow[]>([])

  const choose = (next: readonly string[]) => {
    setKeys(next)
    if (posted.current) fillInput(posted.current, next.join(' '))
  }
  const adopt = (text: string) => {
    const next = keysIn(text)
    if (next.join(' ') !== keys.join(' ')) setKeys(next)
  }
  useEffect(() => {
    // Tells the form about what was changed before.
    if (posted.current && keys.join(' ') !== keysIn(value).join(' ')) fillInput(posted.current, keys.join(' '))
    // Once.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [])

  const known = new Map([...added, ...loaded].map((row) => [row.key, row]))
  const isLoaded = (key: string) => loaded.some((row) => row.key === key)
  const nameless = (key: string): ManyRow => ({ key, label: `#${key}`, href: null, removable: true })
  const fresh = keys.filter((key) => !isLoaded(key)).map((key) => known.get(key) ?? nameless(key))
  const shown = [
    ...loaded.map((row): ShownRow => ({ ...row, isNew: false, isRemoved: !keys.includes(row.key) })),
    ...fresh.map((row): ShownRow => ({ ...row, isNew: true, isRemoved: false })),
  ]
  /** The order of the loaded rows is kept, so that taking back a removal is no change. */
  const chooseAll = (next: readonly string[]) => {
    const chosen = new Set(next)
    choose([
      ...loaded.flatMap(({ key }) => (chosen.has(key) ? [key] : [])),
      ...[...chosen].filter((key) => !isLoaded(key)),
    ])
  }
  const add = (...rows: ManyRow[]) => {
    setAdded([...added, ...rows])
    chooseAll([...keys, ...rows.map(({ key }) => key)])
  }
  const remove = (...rows: Pick<ManyRow, 'key'>[]) => {
    chooseAll(keys.filter((key) => !rows.some((row) => row.key === key)))
  }
  return {
    shown,
    text: keys.join(' '),
    add,
    remove,
    toggle: (row) => (keys.includes(row.key) ? remove(row) : add(row)),
    removeLast: () => {
      const last = shown.findLast(({ isRemoved, isNew, removable }) => !isRemoved && (isNew || removable))
      if (last) remove(last)
    },
    adopt,
  }
}

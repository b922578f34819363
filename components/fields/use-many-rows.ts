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
  /** Moves a row by so many places, past those that are removed too. */
  move: (row: Pick<ManyRow, 'key'>, by: number) => void
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
  /** All rows that are shown, once one was moved. */
  const [moved, setMoved] = useState<readonly string[] | null>(null)
  const [added, setAdded] = useState<readonly ManyRow[]>([])

  const choose = (next: readonly string[]) => {
    setKeys(next)
    if (posted.current) fillInput(posted.current, next.join(' '))
  }
  const loadedKeys = loaded.map(({ key }) => key)
  const adopt = (text: string) => {
    const next = keysIn(text)
    if (next.join(' ') === keys.join(' ')) return
    setKeys(next)
    const unmoved = inOrder(next, loadedKeys)
    setMoved(next.join(' ') === unmoved.join(' ') ? null : next)
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
  const unordered = [
    ...loaded.map((row): ShownRow => ({ ...row, isNew: false, isRemoved: !keys.includes(row.key) })),
    ...fresh.map((row): ShownRow => ({ ...row, isNew: true, isRemoved: false })),
  ]
  const byKey = new Map(unordered.map((row) => [row.key, row]))
  const shown = inOrder([...byKey.keys()], moved ?? []).flatMap((key) => byKey.get(key) ?? [])
  /** The order of the loaded rows is kept, so that taking back a removal is no change. */
  const chooseAll = (next: readonly string[]) => choose(inOrder([...new Set(next)], moved ?? loadedKeys))
  const move = ({ key }: Pick<ManyRow, 'key'>, by: number) => {
    const order = shown.map((row) => row.key)
    const from = order.indexOf(key)
    const to = from + by
    if (from < 0 || to < 0 || to >= order.length) return
    order.splice(to, 0, ...order.splice(from, 1))
    setMoved(order)
    choose(order.filter((own) => keys.includes(own)))
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
    move,
    adopt,
  }
}

/** The keys in an order; those that are not in it follow. */
function inOrder(keys: readonly string[], order: readonly string[]): string[] {
  const chosen = new Set(keys)
  const known = new Set(order)
  return [...order.filter((key) => chosen.has(key)), ...keys.filter((key) => !known.has(key))]
}

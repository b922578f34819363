import { type FocusEvent, type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useState } from 'react'
import type { LookupOption, RelationMeta } from '@/admin/client'
import type { LinkedRowState } from './use-linked-row'
import { lookupUrl, useLookup } from './use-lookup'

interface ComboboxOptions {
  relation: RelationMeta
  row: LinkedRowState
  /** The visible input. It is uncontrolled, so that what was typed before hydration is not lost. */
  search: RefObject<HTMLInputElement | null>
  /** Its initial text. */
  first: string
}

/** The search box of a relation: the typed text, the matches, and the active match. */
export function useCombobox({ relation, row, search, first }: ComboboxOptions) {
  const { lookup, search: ask, stop } = useLookup()
  /** Null while nothing is typed: the input then shows the name of the linked row. */
  const [typed, setTyped] = useState<string | null>(null)
  const [moved, setMoved] = useState<number | null>(null)
  const options = lookup.state === 'found' ? lookup.answer.options : []
  // Typing a search activates the first match; without typing, no match is active and Enter changes nothing.
  const proposed = typed === null || typed === '' ? -1 : 0
  const active = Math.min(moved ?? proposed, options.length - 1)
  const shown = row.picked.value === '' ? '' : (row.picked.label ?? row.picked.value)

  const askFor = (text: string) => {
    setMoved(null)
    ask(lookupUrl(relation, { search: text, form: row.form() }))
  }
  const type = (text: string) => {
    setTyped(text)
    askFor(text)
  }
  const close = () => {
    setTyped(null)
    stop()
  }
  const pick = (option: LookupOption) => {
    row.pick(option)
    close()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const open = lookup.state !== 'idle'
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (!open) askFor(typed ?? '')
      else if (options.length > 0) {
        setMoved((active + (event.key === 'ArrowDown' ? 1 : -1) + options.length) % options.length)
      }
    } else if (event.key === 'Enter' && open) {
      const option = options[active]
      // Ignore matches of an earlier text.
      if (option && lookup.state === 'found' && !lookup.stale) pick(option)
    } else if (event.key === 'Escape' && (open || typed !== null)) close()
    else return
    event.preventDefault()
  }

  const scripted = useShownName({ search, first, shown: typed === null ? shown : null, onTypedBefore: type })
  return {
    scripted,
    lookup,
    typed,
    open: lookup.state !== 'idle',
    active,
    search: type,
    /** Shows all matches on click; the name stays. */
    show: () => {
      if (lookup.state === 'idle') askFor(typed ?? '')
    },
    pick,
    clear: () => {
      row.clear()
      close()
      search.current?.focus()
    },
    /**
     * Leaving restores the picked value. Typed text stays if it may have been intended: before a save, and if nothing
     * is picked yet. The form then asks about it.
     */
    leave: (event: FocusEvent<HTMLInputElement>) => {
      const saving = event.relatedTarget instanceof HTMLButtonElement && event.relatedTarget.type === 'submit'
      if (typed === '' || (!saving && row.picked.value !== '')) setTyped(null)
      stop()
    },
    onKeyDown,
  }
}

interface ShownNameOptions extends Pick<ComboboxOptions, 'search' | 'first'> {
  /** The name to show; null while something is typed. */
  shown: string | null
  onTypedBefore: (text: string) => void
}

/** Puts the linked row's name into the input. @returns Whether the component is hydrated. */
function useShownName({ search, first, shown, onTypedBefore }: ShownNameOptions): boolean {
  const [scripted, setScripted] = useState(false)
  useEffect(() => {
    setScripted(true)
    const text = search.current?.value ?? first
    // Typed before hydration: search for it now.
    if (text !== first) onTypedBefore(text)
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [])
  useLayoutEffect(() => {
    if (!scripted || shown === null || search.current === null) return
    search.current.value = shown
    search.current.title = shown
    if (document.activeElement === search.current) search.current.select()
  }, [scripted, shown, search])
  return scripted
}

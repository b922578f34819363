import { type FocusEvent, type RefObject, useEffect, useLayoutEffect, useState } from 'react'
import type { LinkedRowState } from './use-linked-row'
import { usePicker } from './use-picker'

interface ComboboxOptions {
  row: LinkedRowState
  /** The visible input. It is uncontrolled, so that what was typed before hydration is not lost. */
  search: RefObject<HTMLInputElement | null>
  /** Its initial text. */
  first: string
}

/** The search box of a relation: a picker that shows the name of the linked row while nothing is typed. */
export function useCombobox({ row, search, first }: ComboboxOptions) {
  const picker = usePicker({
    about: (search) => row.questions.about({ search }),
    onChoose: row.pick,
  })
  const { typed } = picker
  const shown = row.picked.value === '' ? '' : (row.picked.label ?? row.picked.value)
  const scripted = useShownName({ search, first, shown: typed === null ? shown : null, onTypedBefore: picker.search })
  return {
    picker,
    scripted,
    clear: () => {
      row.clear()
      picker.close()
      search.current?.focus()
    },
    /**
     * Leaving restores the picked value. Typed text stays if it may have been intended: before a save, and if nothing
     * is picked yet. The form then asks about it.
     */
    leave: (event: FocusEvent<HTMLInputElement>) => {
      const saving = event.relatedTarget instanceof HTMLButtonElement && event.relatedTarget.type === 'submit'
      if (typed === '' || (!saving && row.picked.value !== '')) picker.forget()
      picker.hide()
    },
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

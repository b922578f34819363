import { type KeyboardEvent, useState } from 'react'
import type { LookupOption } from '@/admin/client'
import { type LookupQuestion, type LookupState, useLookup } from './use-lookup'

interface PickerInput {
  /** How to search for a text. */
  about: (search: string) => LookupQuestion
  /** Called with the option that the user chose. Nothing else changes a value. */
  onChoose: (option: LookupOption) => void
}

/** A search box with a list of matches, as in the combobox pattern of ARIA. `PickerOptions` shows the list. */
export interface Picker {
  lookup: LookupState
  open: boolean
  /** The text that is searched for; null while nothing has been typed. */
  typed: string | null
  /** The position of the active option; -1 if none is active. */
  active: number
  search: (text: string) => void
  /** Opens the list with the matches for what is typed. */
  show: () => void
  choose: (option: LookupOption) => void
  /** Closes the list and forgets what was typed. */
  close: () => void
  /** Closes the list; what was typed stays. */
  hide: () => void
  forget: () => void
  more: () => void
  onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => void
  /** Attributes of the input, which is not controlled: its text is the caller's business. */
  attributes: (id: string) => PickerAttributes
}

interface PickerAttributes {
  role: 'combobox'
  'aria-expanded': boolean
  'aria-controls': string
  'aria-autocomplete': 'list'
  'aria-activedescendant': string | undefined
  autoComplete: 'off'
  spellCheck: false
}

export const optionsId = (id: string) => `${id}-options`

/** The state and the keys of a picker. */
export function usePicker({ about, onChoose }: PickerInput): Picker {
  const { lookup, search: ask, more, stop } = useLookup()
  const [typed, setTyped] = useState<string | null>(null)
  const { active, moves, reset } = useActiveOption({ lookup, typed, more })
  const open = lookup.state !== 'idle'

  const askFor = (text: string) => {
    reset()
    ask(about(text))
  }
  const close = () => {
    setTyped(null)
    stop()
  }
  const choose = (option: LookupOption) => {
    onChoose(option)
    close()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return
    const move = moves[event.key]
    if (event.key === 'Enter' && open) {
      const option = lookup.state === 'found' ? lookup.answer.options[active] : undefined
      // Matches of an earlier text are ignored.
      if (option && lookup.state === 'found' && !lookup.stale) choose(option)
    } else if (event.key === 'Escape' && (open || typed !== null)) close()
    else if (open && move) move()
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') askFor(typed ?? '')
    else return
    event.preventDefault()
  }
  return {
    lookup,
    open,
    typed,
    active,
    search: (text) => {
      setTyped(text)
      askFor(text)
    },
    show: () => {
      if (!open) askFor(typed ?? '')
    },
    choose,
    close,
    hide: stop,
    forget: () => setTyped(null),
    more,
    onKeyDown,
    attributes: (id) => attributesOf(id, { open, active }),
  }
}

const attributesOf = (id: string, { open, active }: Pick<Picker, 'open' | 'active'>): PickerAttributes => ({
  role: 'combobox',
  'aria-expanded': open,
  'aria-controls': optionsId(id),
  'aria-autocomplete': 'list',
  'aria-activedescendant': open && active >= 0 ? `${optionsId(id)}-${active}` : undefined,
  autoComplete: 'off',
  spellCheck: false,
})

/** PageUp and PageDown move by about the number of options that are visible at once. */
const pageStep = 8

/** The option that Enter would choose, and the keys that move it. Near the end, the next page is loaded. */
function useActiveOption({ lookup, typed, more }: Pick<Picker, 'lookup' | 'typed' | 'more'>) {
  const [moved, setMoved] = useState<number | null>(null)
  const { options, more: hasMore } = lookup.state === 'found' ? lookup.answer : { options: [], more: false }
  const last = options.length - 1
  // Typing a search activates the first match; without typing, no match is active and Enter changes nothing.
  const proposed = typed === null || typed === '' ? -1 : 0
  const active = Math.min(moved ?? proposed, last)

  const moveTo = (index: number) => {
    if (index >= last) more()
    // A position after the last option is reached once the next page has been loaded.
    setMoved(Math.max(0, hasMore ? index : Math.min(index, last)))
  }
  const moves: Record<string, (() => void) | undefined> = {
    // After the last option comes the first again.
    ArrowDown: () => moveTo(active === last && !hasMore ? 0 : active + 1),
    ArrowUp: () => moveTo(active <= 0 ? last : active - 1),
    PageDown: () => moveTo(active + pageStep),
    PageUp: () => moveTo(active - pageStep),
    // While a text is being typed, Home and End move within it.
    ...(moved === null ? {} : { Home: () => moveTo(0), End: () => moveTo(last) }),
  }
  return { active, moves, reset: () => setMoved(null) }
}

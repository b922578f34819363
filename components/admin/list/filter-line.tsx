import { type RefObject, useCallback, useEffect, useId, useRef, useState } from 'react'
import type { LineSuggestion } from '@/admin/client'
import { fillInput } from '../../fields/fill-input'
import { fetchJson } from './fetch-json'
import * as words from '../../words/filters'

const waitMs = 120

interface LineSuggestionsProps {
  input: RefObject<HTMLInputElement | null>
  href: string
}

/** What is offered for the line as it is now, and which of it is marked. */
function useOffered({ input, href }: LineSuggestionsProps) {
  const [offered, setOffered] = useState<readonly LineSuggestion[]>([])
  const [active, setActive] = useState(-1)
  const asked = useRef<{ timer?: ReturnType<typeof setTimeout>; abort?: AbortController }>({})

  const close = useCallback(() => {
    clearTimeout(asked.current.timer)
    asked.current.abort?.abort()
    setOffered([])
    setActive(-1)
  }, [])

  useEffect(() => {
    const box = input.current
    if (!box) return
    const ask = () => {
      close()
      const abort = new AbortController()
      const load = () =>
        fetchJson<LineSuggestion[]>(`${href}?${new URLSearchParams({ line: box.value })}`, abort.signal).then(
          (found) => abort.signal.aborted || setOffered(found),
          () => undefined,
        )
      asked.current = { abort, timer: setTimeout(() => void load(), waitMs) }
    }
    // Typed before the suggestions were loaded.
    if (document.activeElement === box) ask()
    box.addEventListener('input', ask)
    box.addEventListener('focus', ask)
    box.addEventListener('blur', close)
    return () => {
      close()
      box.removeEventListener('input', ask)
      box.removeEventListener('focus', ask)
      box.removeEventListener('blur', close)
    }
  }, [input, href, close])
  return { offered, active, setActive, close }
}

/** Completes the filter line while it is typed: arrow keys move, Tab and Enter take the marked one, Escape closes. */
export function LineSuggestions({ input, href }: LineSuggestionsProps) {
  const id = useId()
  const { offered, active, setActive, close } = useOffered({ input, href })
  const isOpen = offered.length > 0

  useEffect(() => {
    const box = input.current
    if (!box) return
    const onKeyDown = (event: KeyboardEvent) => {
      if (!isOpen || event.ctrlKey || event.metaKey || event.altKey) return
      const take = offered[event.key === 'Tab' && active < 0 ? 0 : active]
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        const step = event.key === 'ArrowDown' ? 1 : -1
        setActive((before) => (before + step + offered.length + (before < 0 && step < 0 ? 1 : 0)) % offered.length)
      } else if ((event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey && box.value !== '')) && take) {
        fillInput(box, take.line)
      } else if (event.key === 'Escape') {
        close()
      } else return
      event.preventDefault()
      event.stopPropagation()
    }
    box.addEventListener('keydown', onKeyDown)
    return () => box.removeEventListener('keydown', onKeyDown)
  }, [input, isOpen, offered, active, setActive, close])

  useEffect(() => {
    const box = input.current
    box?.setAttribute('role', 'combobox')
    box?.setAttribute('aria-autocomplete', 'list')
    box?.setAttribute('aria-controls', id)
    box?.setAttribute('aria-expanded', String(isOpen))
    if (active < 0) box?.removeAttribute('aria-activedescendant')
    else box?.setAttribute('aria-activedescendant', `${id}-${active}`)
  }, [input, id, isOpen, active])

  return (
    <ul className="line-suggestions" id={id} role="listbox" aria-label={words.suggestions} hidden={!isOpen}>
      {offered.map(({ label, line }, index) => (
        <li
          key={line}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          // Before the line loses the focus.
          onPointerDown={(event) => {
            event.preventDefault()
            if (input.current) fillInput(input.current, line)
          }}
        >
          {label}
        </li>
      ))}
    </ul>
  )
}

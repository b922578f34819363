import { Search } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { SearchPage } from '@/admin/client'
import * as words from '../../words/search'
import { sectionsOf, type SearchLine } from './search-sections'

interface PaletteProps {
  /** The address of the search. */
  href: string
  onClose: () => void
}

const pauseMs = 120

/** The search over everything, in a dialog that is worked by keys. Loaded when it is first opened. */
export function Palette({ href, onClose }: PaletteProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [text, setText] = useState('')
  const { page, state } = useSearch(href, text)
  const sections = page === null ? [] : sectionsOf(page)
  const lines = sections.flatMap((section) => section.lines)
  const [chosen, setChosen] = useState(0)
  const current = Math.min(chosen, Math.max(0, lines.length - 1))

  useEffect(() => dialog.current?.showModal(), [])
  useEffect(() => {
    document.getElementById(`found-${current}`)?.scrollIntoView({ block: 'nearest' })
  }, [current])

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && lines.length > 0) {
      event.preventDefault()
      setChosen((current + step + lines.length) % lines.length)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      // What is shown belongs to an earlier text until the answer is there.
      if (state !== 'searching') document.getElementById(`found-${current}`)?.click()
    }
  }
  return (
    <dialog ref={dialog} className="palette" onClose={onClose} aria-label={words.everywhere}>
      <div className="palette-head">
        <Search aria-hidden />
        <input
          type="text"
          role="combobox"
          aria-expanded={lines.length > 0}
          aria-controls="found"
          aria-activedescendant={lines.length > 0 ? `found-${current}` : undefined}
          aria-label={words.everywhere}
          placeholder={words.placeholder}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setChosen(0)
          }}
          onKeyDown={onKeyDown}
        />
        <kbd>{words.escapeKey}</kbd>
      </div>
      <div
        id="found"
        role="listbox"
        aria-label={words.results}
        className="palette-found"
        aria-busy={state === 'searching'}
      >
        {sections.map((section) => (
          <div key={section.label} role="group" aria-label={section.label}>
            <div className="palette-label" aria-hidden>
              {section.label}
            </div>
            {section.lines.map((line) => (
              <FoundLine key={line.href} line={line} index={lines.indexOf(line)} chosen={lines[current] === line} />
            ))}
          </div>
        ))}
      </div>
      <p className="palette-foot" role="status">
        {footOf(state, { text: page?.text ?? '', found: lines.length })}
      </p>
    </dialog>
  )
}

function footOf(state: SearchState, { text, found }: { text: string; found: number }): string {
  if (state === 'failed') return words.failed
  if (state === 'searching') return words.searching
  return found === 0 && text !== '' ? words.none(text) : words.hint
}

function FoundLine({ line, index, chosen }: { line: SearchLine; index: number; chosen: boolean }) {
  return (
    <a
      id={`found-${index}`}
      role="option"
      aria-selected={chosen}
      tabIndex={-1}
      href={line.href}
      className={chosen ? 'search-line chosen' : 'search-line'}
    >
      <bdi>{line.label}</bdi>
      {line.detail !== '' && <span className="muted">{line.detail}</span>}
    </a>
  )
}

type SearchState = 'idle' | 'searching' | 'failed'

/** The answer to the newest text; an earlier one stays until it is there. */
function useSearch(href: string, text: string): { page: SearchPage | null; state: SearchState } {
  const [page, setPage] = useState<SearchPage | null>(null)
  const [state, setState] = useState<SearchState>('searching')
  useEffect(() => {
    const stop = new AbortController()
    setState('searching')
    const ask = async () => {
      try {
        const response = await fetch(`${href}?q=${encodeURIComponent(text)}`, { signal: stop.signal })
        if (!response.ok) throw new Error(String(response.status))
        // Made by this site's own route.
        setPage((await response.json()) as SearchPage)
        setState('idle')
      } catch {
        if (!stop.signal.aborted) setState('failed')
      }
    }
    const timer = setTimeout(() => void ask(), text === '' ? 0 : pauseMs)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [href, text])
  return { page, state }
}

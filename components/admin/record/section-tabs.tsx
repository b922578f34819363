import { type KeyboardEvent, type MouseEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import type { RecordSection } from '@/admin/client'
import { useFieldId } from './field-id'
import { errorsIn, SectionBody, type SectionsProps } from './sections'
import * as words from '../../words/record'

/**
 * The sections as tabs. Before JavaScript is running they follow one another, below links to each. The open tab is kept in the hash of
 * the URL.
 */
export function SectionTabs({ page, draw, errors, isRefused }: SectionsProps) {
  const { sections } = page
  const fieldId = useFieldId()
  const list = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState<number | null>(null)
  const idOf = (index: number) => fieldId(`~section-${index + 1}`)
  const inDialog = !fieldId('').startsWith('f-')
  useHash(list, setOpen)
  useFirstError(sections, { errors, isRefused }, setOpen)

  const select = (index: number) => {
    setOpen(index)
    if (!inDialog) window.history.replaceState(window.history.state, '', `#${idOf(index)}`)
    list.current?.querySelectorAll<HTMLElement>('a')[index]?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const to = open === null ? undefined : placeOf(event.key, open, sections.length)
    if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return
    event.preventDefault()
    select(to)
  }
  const live = open !== null
  return (
    <>
      <div
        ref={list}
        className="tab-list"
        {...(live ? { role: 'tablist', 'aria-label': words.sections, onKeyDown } : {})}
      >
        {sections.map((section, index) => (
          <Tab key={idOf(index)} id={idOf(index)} isOpen={live ? index === open : null} onOpen={() => select(index)}>
            {section.label ?? words.sectionNumber(index + 1)}
            <ErrorMark count={errorsIn(section, errors)} />
          </Tab>
        ))}
      </div>
      {sections.map((section, index) => (
        <section
          key={idOf(index)}
          id={idOf(index)}
          className="section tab-panel"
          {...(live ? { role: 'tabpanel', 'aria-labelledby': `${idOf(index)}-tab`, hidden: index !== open } : {})}
        >
          {!live && section.label !== null && <h2>{section.label}</h2>}
          <SectionBody section={section} draw={draw} />
        </section>
      ))}
    </>
  )
}

interface TabProps {
  id: string
  /** Null before JavaScript is running. */
  isOpen: boolean | null
  onOpen: () => void
  children: ReactNode
}

function Tab({ id, isOpen, onOpen, children }: TabProps) {
  const onClick = (event: MouseEvent) => {
    event.preventDefault()
    onOpen()
  }
  const live = isOpen === null ? {} : { role: 'tab', 'aria-selected': isOpen, 'aria-controls': id, onClick }
  return (
    <a href={`#${id}`} id={`${id}-tab`} tabIndex={isOpen === false ? -1 : undefined} {...live}>
      {children}
    </a>
  )
}

/** Opens the tab that the hash names, or that contains what it names; at first, otherwise the first one. */
function useHash(list: RefObject<HTMLElement | null>, open: (change: (now: number | null) => number | null) => void) {
  useEffect(() => {
    const atHash = () => {
      const target = document.getElementById(nameIn(window.location.hash))
      const panel = target?.closest('.tab-panel')
      const panels = [...(list.current?.parentElement?.querySelectorAll(':scope > .tab-panel') ?? [])]
      const index = panels.findIndex((found) => found === panel)
      open((now) => (index >= 0 ? index : (now ?? 0)))
      // It was hidden when the browser looked for it.
      if (index >= 0 && target !== panel) requestAnimationFrame(() => target?.scrollIntoView({ block: 'center' }))
    }
    // A link to the field that the hash names already changes nothing, but its tab may have been left since.
    const onClick = ({ target }: Event) => {
      const link = target instanceof Element ? target.closest('a[href^="#"]') : null
      if (link?.getAttribute('href') === window.location.hash) atHash()
    }
    atHash()
    window.addEventListener('hashchange', atHash)
    window.addEventListener('click', onClick)
    return () => {
      window.removeEventListener('hashchange', atHash)
      window.removeEventListener('click', onClick)
    }
  }, [list, open])
}

/** What a hash names; one that cannot be decoded names nothing. */
function nameIn(hash: string): string {
  try {
    return decodeURIComponent(hash.slice(1))
  } catch {
    return ''
  }
}

function ErrorMark({ count }: { count: number }) {
  return count === 0 ? null : <span className="tab-errors">{words.errorsInTab(count)}</span>
}

/** Opens the first tab with an error once the form was refused, and not while somebody is typing. */
function useFirstError(
  sections: readonly RecordSection[],
  { errors, isRefused = false }: Pick<SectionsProps, 'errors' | 'isRefused'>,
  open: (index: number) => void,
): void {
  const wasOpened = useRef(false)
  const first = sections.findIndex((section) => errorsIn(section, errors) > 0)
  useEffect(() => {
    if (isRefused && first >= 0 && !wasOpened.current) open(first)
    wasOpened.current = isRefused && first >= 0
  }, [isRefused, first, open])
}

/** The tab that a key leads to. */
function placeOf(key: string, from: number, count: number): number | undefined {
  if (key === 'ArrowRight') return (from + 1) % count
  if (key === 'ArrowLeft') return (from - 1 + count) % count
  if (key === 'Home') return 0
  return key === 'End' ? count - 1 : undefined
}

import { ExternalLink, Plus, Search } from 'lucide-react'
import { type KeyboardEvent, type RefObject, useRef, useState } from 'react'
import type { LookupOption, RelationMeta } from '@/admin/client'
import type { FieldInputProps } from './field-input'
import { exactPattern, fillInput } from './fill-input'
import { type LookupState, useLookup } from './use-lookup'

interface Picked {
  value: string
  label: string | null
  href: string | null
}

const noRelation: RelationMeta = { table: '', singular: 'row', lookup: '', siblings: [], addHref: null, openHref: null }

/**
 * Holds the linked row's key as text, which works without JavaScript; while it has no focus and is unchanged its label lies
 * over it (by CSS: the pattern tells whether it is unchanged). Typing searches, picking fills in the key.
 */
export function RelationInput({ meta, value, text, href, control }: FieldInputProps) {
  const relation = meta.relation ?? noRelation
  const [picked, setPicked] = useState<Picked>({ value: value ?? '', label: text, href })
  const input = useRef<HTMLInputElement>(null)
  const box = useCombobox({ input, relation, picked, setPicked })
  const listId = `${control.id}-options`
  return (
    <div className="relation">
      <div className="relation-box">
        <input
          {...control}
          ref={input}
          className="input"
          type="text"
          role="combobox"
          aria-expanded={box.open}
          aria-controls={box.open ? listId : undefined}
          aria-autocomplete="list"
          aria-activedescendant={box.open && box.active >= 0 ? `${listId}-${box.active}` : undefined}
          defaultValue={value ?? ''}
          placeholder={control.placeholder ?? `Search ${relation.singular}`}
          pattern={picked.value === '' ? undefined : exactPattern(picked.value)}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => box.search(event.target.value)}
          onClick={() => box.search('')}
          onFocus={(event) => event.target.select()}
          onBlur={box.close}
          onKeyDown={box.onKeyDown}
        />
        {picked.label !== null && picked.value !== '' && (
          <span className="relation-label" aria-hidden>
            <span>{picked.label}</span>
            {picked.label !== picked.value && <small>#{picked.value}</small>}
          </span>
        )}
        <Search className="relation-icon" aria-hidden />
        {box.open && <Options id={listId} lookup={box.lookup} active={box.active} onPick={box.pick} />}
      </div>
      {picked.href !== null && picked.value !== '' && (
        <a
          className="btn icon relation-link"
          href={picked.href}
          target="_blank"
          rel="noopener"
          title="Open in a new tab"
        >
          <ExternalLink aria-hidden />
          <span className="sr-only">Open {picked.label ?? relation.singular} in a new tab</span>
        </a>
      )}
      {relation.addHref !== null && (
        <a
          className="btn icon relation-link"
          href={relation.addHref}
          target="_blank"
          rel="noopener"
          title={`Add ${relation.singular} in a new tab`}
        >
          <Plus aria-hidden />
          <span className="sr-only">Add {relation.singular} in a new tab</span>
        </a>
      )}
    </div>
  )
}

interface ComboboxOptions {
  input: RefObject<HTMLInputElement | null>
  relation: RelationMeta
  picked: Picked
  setPicked: (picked: Picked) => void
}

function useCombobox({ input, relation, picked, setPicked }: ComboboxOptions) {
  const { lookup, search: ask, stop } = useLookup()
  const [typed, setTyped] = useState('')
  const [moved, setMoved] = useState<number | null>(null)
  const options = lookup.state === 'found' ? lookup.answer.options : []
  // What was typed as a search is answered by the first option; what was not typed leaves the value alone.
  const active = Math.min(moved ?? (typed === '' ? -1 : 0), options.length - 1)

  const search = (text: string) => {
    setTyped(text)
    setMoved(null)
    ask(lookupUrl(relation, text, input.current?.form ?? null))
  }
  const pick = (option: LookupOption) => {
    const href = relation.openHref?.replace('{key}', option.key) ?? null
    setPicked({ value: option.value, label: option.label, href })
    const form = input.current?.form
    if (input.current) fillInput(input.current, option.value)
    for (const [name, value] of Object.entries(option.siblings ?? {})) {
      const sibling = form?.elements.namedItem(name)
      if (sibling instanceof HTMLInputElement) fillInput(sibling, value)
    }
    stop()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const option = options[active]
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (lookup.state === 'idle') search('')
      else if (options.length > 0) {
        setMoved((active + (event.key === 'ArrowDown' ? 1 : -1) + options.length) % options.length)
      }
    } else if (event.key === 'Enter' && lookup.state !== 'idle') {
      if (option) pick(option)
    } else if (event.key === 'Escape' && lookup.state !== 'idle') {
      if (input.current) fillInput(input.current, picked.value)
      stop()
    } else {
      if (event.key === 'Tab' && option) pick(option)
      return
    }
    event.preventDefault()
  }
  return { lookup, open: lookup.state !== 'idle', active, search, pick, close: stop, onKeyDown }
}

/** The other columns of a composite key narrow the search to what fits them. */
function lookupUrl(relation: RelationMeta, text: string, form: HTMLFormElement | null): string {
  const query = new URLSearchParams({ q: text })
  for (const name of relation.siblings) {
    const sibling = form?.elements.namedItem(name)
    if (sibling instanceof HTMLInputElement && sibling.value !== '') query.set(`with.${name}`, sibling.value)
  }
  return `${relation.lookup}${relation.lookup.includes('?') ? '&' : '?'}${query}`
}

interface OptionsProps {
  id: string
  lookup: LookupState
  active: number
  onPick: (option: LookupOption) => void
}

function Options({ id, lookup, active, onPick }: OptionsProps) {
  const found = lookup.state === 'found' ? lookup.answer : null
  return (
    <div className="options">
      <ul role="listbox" id={id} aria-label="Matches">
        {found?.options.map((option, index) => (
          <li
            key={option.key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            // The input keeps the focus.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onPick(option)}
          >
            <span>{option.label}</span>
            <small>#{option.key}</small>
          </li>
        ))}
      </ul>
      <p role="status">
        {lookup.state === 'searching' && 'Searching…'}
        {lookup.state === 'failed' && 'The search did not answer. Type on to try again.'}
        {found?.options.length === 0 && 'No match'}
        {found?.more && 'More match: type to narrow'}
      </p>
    </div>
  )
}

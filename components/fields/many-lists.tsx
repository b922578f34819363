import { ChevronLeft, ChevronRight } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { LookupOption } from '@/admin/client'
import type { FieldInputProps } from './field-input'
import { searchOf } from './relation-question'
import { joinOptions, useLookup } from './use-lookup'
import type { ManyRowsState } from './use-many-rows'
import * as words from '../words/many'
import * as pickerWords from '../words/picker'

interface ManyListsProps extends Pick<FieldInputProps, 'meta' | 'control'> {
  rows: ManyRowsState
}

/** For small sets: the rows that can be chosen, and those that are, side by side. */
export function ManyLists({ meta, rows, control }: ManyListsProps) {
  const { relation } = meta
  const { lookup, search, more } = useLookup()
  const [found, setFound] = useState<readonly LookupOption[]>([])
  const [filter, setFilter] = useState('')
  const ask = (text: string) => {
    if (relation) search(searchOf(relation, text))
  }
  useEffect(() => {
    ask('')
    // Once; then on each change of the filter.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [])
  useEffect(() => {
    if (lookup.state === 'found' && !lookup.stale) setFound(joinOptions([], lookup.answer.options))
  }, [lookup])
  const chosen = rows.shown.filter(({ isRemoved }) => !isRemoved)
  const keys = new Set(chosen.map(({ key }) => key))
  const offered = found.filter(({ key }) => !keys.has(key))
  const add = (options: readonly Item[]) =>
    rows.add(...options.map(({ key, label }) => ({ key, label, href: null, removable: true })))
  const mayTakeOut = (item: Item) =>
    rows.shown.some(
      ({ key, isNew, removable }) => key === item.key && (isNew || (removable && meta.many?.mayRemove === true)),
    )
  const visible = chosen.filter(({ label }) => label.toLowerCase().includes(filter.toLowerCase()))
  return (
    <div className="many-lists" role="group" aria-labelledby={`${control.id}-label`}>
      <List
        id={control.id}
        label={words.available}
        items={offered}
        hasMore={lookup.state !== 'found' || lookup.answer.more}
        move={words.choose}
        onMove={add}
        onFilter={ask}
        onEnd={more}
        icon={<ChevronRight aria-hidden />}
        note={lookup.state === 'failed' ? lookup.message : lookup.state === 'searching' ? pickerWords.searching : ''}
      />
      <List
        id={`${control.id}-chosen`}
        label={words.chosen}
        items={visible}
        hasMore={false}
        move={words.takeOut}
        onMove={(items) => rows.remove(...items.filter(mayTakeOut))}
        onFilter={setFilter}
        icon={<ChevronLeft aria-hidden />}
        note=""
      />
    </div>
  )
}

interface Item {
  key: string
  label: string
}

interface ListProps {
  id: string
  label: string
  items: readonly Item[]
  /** Not all are loaded. */
  hasMore: boolean
  /** The text of the button that moves the selected items to the other list. */
  move: string
  onMove: (items: readonly Item[]) => void
  onFilter: (text: string) => void
  /** The end of the list is in sight. */
  onEnd?: () => void
  icon: ReactNode
  note: string
}

function List({ id, label, items, hasMore, move, onMove, onFilter, onEnd, icon, note }: ListProps) {
  const list = useRef<HTMLSelectElement>(null)
  const moveSelected = () => {
    const keys = new Set([...(list.current?.selectedOptions ?? [])].map(({ value }) => value))
    onMove(items.filter(({ key }) => keys.has(key)))
  }
  return (
    <div className="many-list">
      <label htmlFor={id}>
        {label}{' '}
        <small>
          {items.length}
          {hasMore && '+'}
        </small>
      </label>
      <input
        className="input"
        type="search"
        aria-label={words.filter(label)}
        placeholder={words.filter(label)}
        onChange={(event) => onFilter(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.preventDefault()
        }}
      />
      <select
        ref={list}
        id={id}
        className="input"
        multiple
        size={8}
        onDoubleClick={moveSelected}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          moveSelected()
        }}
        onScroll={({ currentTarget: box }) => {
          if (box.scrollHeight - box.scrollTop - box.clientHeight < 60) onEnd?.()
        }}
      >
        {items.map(({ key, label: name }) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
      <button type="button" className="btn" onClick={moveSelected}>
        {icon}
        {move}
      </button>
      {note !== '' && (
        <p className="help" role="status">
          {note}
        </p>
      )}
    </div>
  )
}

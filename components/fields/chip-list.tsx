import { X } from 'lucide-react'
import { type KeyboardEvent, type Ref, useEffect, useRef } from 'react'
import type { Chip } from '@/admin/client'
import type { Change } from './chips-input'
import * as words from '../words/chips'

interface ChipListProps {
  ref: Ref<HTMLUListElement>
  label: string
  chips: readonly Chip[]
  /** By index. */
  problems: ReadonlyMap<number, string>
  change: Change
  /** Has a sentence read out. */
  setSaid: (text: string) => void
  /** Focuses a chip, or the input behind the last one. */
  toChip: (index: number) => void
  toInput: () => void
}

const textOf = (chip: Chip) => (chip === null ? words.nullChip : chip === '' ? words.emptyChip : chip)

/** The chips. Arrow keys go from one to the next, with Alt they move it; Delete and Backspace remove it. */
export function ChipList({ ref, label, chips, problems, change, setSaid, toChip, toInput }: ChipListProps) {
  const wanted = useRef<number | null>(null)
  useEffect(() => {
    if (wanted.current === null) return
    if (wanted.current < chips.length) toChip(wanted.current)
    else toInput()
    wanted.current = null
  })
  const remove = (index: number) => {
    wanted.current = index
    setSaid(words.removed(textOf(chips[index] ?? null)))
    change(chips.toSpliced(index, 1))
  }
  const move = (index: number, to: number) => {
    if (to < 0 || to >= chips.length) return
    const chip = chips[index] ?? null
    wanted.current = to
    setSaid(words.moved(textOf(chip), { at: to + 1, of: chips.length }))
    change(chips.toSpliced(index, 1).toSpliced(to, 0, chip))
  }
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (by !== undefined && event.altKey) move(index, index + by)
    else if (by !== undefined && index + by < chips.length) toChip(Math.max(0, index + by))
    else if (by !== undefined) toInput()
    else if (event.key === 'Home') toChip(0)
    else if (event.key === 'End') toInput()
    else if (event.key === 'Delete' || event.key === 'Backspace') remove(index)
    else return
    event.preventDefault()
  }
  return (
    <ul ref={ref} aria-label={words.list(label)}>
      {chips.map((chip, index) => (
        // Equal elements differ only by their place.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={`${index} ${chip}`} className={problems.has(index) ? 'list-chip wrong' : 'list-chip'}>
          <button
            type="button"
            className={chip === null || chip === '' ? 'list-chip-text null' : 'list-chip-text'}
            aria-label={words.chip(textOf(chip), { at: index + 1, of: chips.length })}
            title={problems.get(index)}
            onKeyDown={(event) => onKeyDown(event, index)}
          >
            <bdi>{textOf(chip)}</bdi>
          </button>
          <button
            type="button"
            className="list-chip-remove"
            tabIndex={-1}
            aria-label={words.remove(textOf(chip))}
            onClick={() => remove(index)}
          >
            <X aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  )
}

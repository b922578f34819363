import { History } from 'lucide-react'
import { type UIEvent, useEffect, useRef } from 'react'
import { type LookupOption, mostLookupPages } from '@/admin/client'
import type { LookupState } from './use-lookup'
import { usePlacedAt } from './use-placed-at'
import { optionsId, type Picker } from './use-picker'
import * as words from '../words/picker'

export interface PickerOptionsProps {
  /** The id of the input. */
  id: string
  picker: Picker
  /** The value that is chosen now. */
  value?: string
}

/** The list of a picker that is open: below its input or, where there is no room, above it. */
export function PickerOptions({ id, picker, value }: PickerOptionsProps) {
  const { lookup, active } = picker
  const panel = useRef<HTMLDivElement>(null)
  const options = lookup.state === 'found' ? lookup.answer.options : []
  usePlacedAt(panel, id)
  useEffect(() => {
    if (active >= 0) document.getElementById(`${optionsId(id)}-${active}`)?.scrollIntoView({ block: 'nearest' })
  }, [active, id])
  const onScroll = ({ currentTarget: box }: UIEvent<HTMLElement>) => {
    if (box.scrollHeight - box.scrollTop - box.clientHeight < 80) picker.more()
  }
  return (
    <div className="options" ref={panel} popover="manual">
      <ul
        role="listbox"
        id={optionsId(id)}
        aria-label={words.matches}
        // A click on an option or the scrollbar leaves the focus in the input.
        onMouseDown={(event) => event.preventDefault()}
        onScroll={onScroll}
      >
        {options.map((option, index) => (
          <Option
            key={option.key}
            id={`${optionsId(id)}-${index}`}
            option={option}
            isActive={index === active}
            isCurrent={option.value === value}
            onChoose={() => picker.choose(option)}
          />
        ))}
      </ul>
      <p role="status">{statusOf(lookup)}</p>
    </div>
  )
}

interface OptionProps {
  id: string
  option: LookupOption
  isActive: boolean
  isCurrent: boolean
  onChoose: () => void
}

function Option({ id, option, isActive, isCurrent, onChoose }: OptionProps) {
  return (
    <li
      id={id}
      role="option"
      aria-selected={isActive}
      data-current={isCurrent || undefined}
      data-recent={option.recent}
      title={option.label}
      onClick={onChoose}
    >
      <span className="option-name">
        {option.label}
        {option.detail && <small>{option.detail}</small>}
      </span>
      {option.recent && (
        <>
          <History aria-hidden />
          <span className="sr-only">{words.recent}</span>
        </>
      )}
      <small>#{option.key}</small>
    </li>
  )
}

/** What is read out and shown below the matches: their number, or why there are none. */
function statusOf(lookup: LookupState): string {
  if (lookup.state === 'failed') return lookup.message
  if (lookup.state !== 'found' || lookup.stale) return words.searching
  const { answer, next, page } = lookup
  const count = answer.options.length
  if (typeof next === 'object') return next.failed
  if (next === 'loading') return words.loadingMore
  if (count === 0) return words.noMatch
  if (!answer.more) return words.matchCount(count)
  return page < mostLookupPages ? words.firstMatches(count) : words.tooManyMatches(count)
}

import type { LookupOption } from '@/admin/client'
import type { LookupState } from './use-lookup'
import * as words from '../words/fields'

interface RelationOptionsProps {
  id: string
  lookup: LookupState
  active: number
  /** The currently picked value. */
  value: string
  onPick: (option: LookupOption) => void
}

/** The rows that match what was typed. */
export function RelationOptions({ id, lookup, active, value, onPick }: RelationOptionsProps) {
  const found = lookup.state === 'found' ? lookup.answer : null
  return (
    <div className="options">
      <ul role="listbox" id={id} aria-label={words.matches}>
        {found?.options.map((option, index) => (
          <li
            key={option.key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            data-current={option.value === value || undefined}
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
        {lookup.state === 'searching' && words.searching}
        {lookup.state === 'failed' && lookup.message}
        {found?.options.length === 0 && words.noMatch}
        {found?.more && words.moreMatches}
      </p>
    </div>
  )
}

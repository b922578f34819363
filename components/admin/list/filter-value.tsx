import { lazy, Suspense } from 'react'
import type { FilterMeta } from '@/admin/client'
import { useLookup, withParameters } from '../../fields/use-lookup'
import * as shared from '../../words/shared'
import * as words from '../../words/filters'

interface FilterValueProps {
  id: string
  filter: FilterMeta
  takes: FilterMeta['operators'][number]['takes']
}

/** The input for the value of a new filter, which depends on its column and operator. */
export function FilterValue({ id, filter, takes }: FilterValueProps) {
  if (takes === 'boolean') {
    return (
      <label>
        {words.value}
        <select name="~value" className="input small">
          <option value="true">{shared.yes}</option>
          <option value="false">{shared.no}</option>
        </select>
      </label>
    )
  }
  if (filter.options && takes === 'many') {
    return (
      <div className="filter-options" role="group" aria-label={words.values}>
        {filter.options.map(({ value, label }) => (
          <label key={value}>
            <input type="checkbox" name="~value" value={value} />
            {label}
          </label>
        ))}
      </div>
    )
  }
  if (filter.options) {
    return (
      <label>
        {words.value}
        <select name="~value" className="input small">
          {filter.options.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
    )
  }
  if (filter.lookup && filter.linked && takes === 'one') return <LinkedValue id={id} filter={filter} />
  if (filter.lookup && takes === 'one') return <LookupValue id={id} lookup={filter.lookup} />
  return (
    <label>
      {takes === 'many' ? words.valueList : words.value}
      <input
        name="~value"
        type={takes === 'one' && filter.inputType === 'date' ? 'date' : 'text'}
        inputMode={takes === 'one' && filter.inputType === 'number' ? 'decimal' : undefined}
        className="input small"
        autoComplete="off"
      />
    </label>
  )
}

/** Loaded when a relation is first filtered by, so that list pages need not include it. */
const RelationInput = lazy(async () => ({ default: (await import('../../fields/relation-input')).RelationInput }))

/** A linked row, picked by name. */
function LinkedValue({ id, filter }: { id: string; filter: FilterMeta }) {
  const singular = filter.label.toLowerCase()
  const relation = {
    table: '',
    singular,
    lookup: filter.lookup ?? '',
    siblings: [],
    addHref: null,
    openHref: null,
    forms: null,
    mayChange: false,
  }
  const control = {
    id: `${id}-value`,
    name: '~value',
    placeholder: undefined,
    'aria-invalid': false,
    'aria-required': true,
    'aria-describedby': undefined,
  }
  return (
    <div>
      <label htmlFor={control.id}>{words.valueToSearch}</label>
      <Suspense fallback={<input className="input small" disabled aria-label={filter.label} />}>
        <RelationInput
          meta={{ relation, nullable: false, label: filter.label }}
          value={null}
          text={null}
          href={null}
          control={control}
        />
      </Suspense>
    </div>
  )
}

/** Searches the column's values while typing, and shows them as the browser's own suggestions. */
function LookupValue({ id, lookup }: { id: string; lookup: string }) {
  const { lookup: found, search } = useLookup()
  const ask = (text: string) => search({ url: () => withParameters(lookup, new URLSearchParams({ q: text })) })
  return (
    <label>
      {words.valueToSearch}
      <input
        name="~value"
        className="input small"
        list={`${id}-values`}
        autoComplete="off"
        onFocus={(event) => ask(event.target.value)}
        onChange={(event) => ask(event.target.value)}
      />
      <datalist id={`${id}-values`}>
        {found.state === 'found' &&
          found.answer.options.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
      </datalist>
    </label>
  )
}

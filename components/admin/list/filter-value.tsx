import { lazy, Suspense } from 'react'
import type { FilterMeta } from '@/admin/client'
import { useLookup, withParameters } from '../../fields/use-lookup'
import * as shared from '../../words/shared'
import * as words from '../../words/filters'

interface FilterValueProps {
  id: string
  filter: FilterMeta
  takes: FilterMeta['operators'][number]['takes']
  /** The name of its inputs. */
  name: string
  /** The accessible name of an input by what it is for. */
  labelled: (label: string) => string
  values: readonly string[]
  /** The name of the linked row. */
  text: string
}

/** The input for the value of a filter, which depends on its column and operator. */
export function FilterValue(props: FilterValueProps) {
  const { id, filter, takes, name, labelled, values } = props
  const [value = ''] = values
  if (takes === 'two') return <RangeValue {...props} />
  if (takes === 'boolean') {
    return (
      <label>
        {labelled(words.value)}
        <select name={name} className="input small" defaultValue={value || 'true'}>
          <option value="true">{shared.yes}</option>
          <option value="false">{shared.no}</option>
        </select>
      </label>
    )
  }
  if (filter.options && takes === 'many') {
    return (
      <div className="filter-options" role="group" aria-label={labelled(words.values)}>
        {filter.options.map(({ value: option, label }) => (
          <label key={option}>
            <input type="checkbox" name={name} value={option} defaultChecked={values.includes(option)} />
            {label}
          </label>
        ))}
      </div>
    )
  }
  if (filter.options) {
    return (
      <label>
        {labelled(words.value)}
        <select name={name} className="input small" defaultValue={value}>
          {/* A row that is left empty is no filter. */}
          {value === '' && <option value="" />}
          {filter.options.map(({ value: option, label }) => (
            <option key={option} value={option}>
              {label}
            </option>
          ))}
        </select>
      </label>
    )
  }
  if (filter.lookup && filter.linked && takes === 'one') return <LinkedValue {...props} />
  if (filter.lookup && takes === 'one') return <LookupValue {...props} lookup={filter.lookup} />
  return (
    <label>
      {labelled(takes === 'many' ? words.valueList : words.value)}
      <input
        name={name}
        type="text"
        defaultValue={values.join(',')}
        list={filter.inputType === 'date' ? `${id}-periods` : undefined}
        inputMode={takes === 'one' && filter.inputType === 'number' ? 'decimal' : undefined}
        className="input small"
        autoComplete="off"
      />
      {filter.inputType === 'date' && <Periods id={`${id}-periods`} />}
    </label>
  )
}

/** Periods that a date can be compared with, besides days and times. */
function Periods({ id }: { id: string }) {
  return (
    <datalist id={id}>
      {words.periods.map((period) => (
        <option key={period} value={period} />
      ))}
    </datalist>
  )
}

/** From and to. */
function RangeValue({ id, filter, name, labelled, values }: FilterValueProps) {
  return (
    <div className="filter-range">
      {[words.from, words.to].map((label, index) => (
        <label key={label}>
          {label}
          <input
            name={name}
            aria-label={labelled(label)}
            defaultValue={values[index] ?? ''}
            inputMode={filter.inputType === 'number' ? 'decimal' : undefined}
            list={filter.inputType === 'date' ? `${id}-periods` : undefined}
            className="input small"
            autoComplete="off"
          />
        </label>
      ))}
      {filter.inputType === 'date' && <Periods id={`${id}-periods`} />}
    </div>
  )
}

/** Loaded when a relation is first filtered by, so that list pages need not include it. */
const RelationInput = lazy(async () => ({ default: (await import('../../fields/relation-input')).RelationInput }))

/** A linked row, picked by name. */
function LinkedValue({ id, filter, name, labelled, values, text }: FilterValueProps) {
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
    name,
    placeholder: undefined,
    'aria-invalid': false,
    'aria-required': true,
    'aria-describedby': undefined,
  }
  return (
    <div>
      <label htmlFor={control.id}>{labelled(words.valueToSearch)}</label>
      <Suspense fallback={<input className="input small" disabled aria-label={filter.label} />}>
        <RelationInput
          meta={{ relation, nullable: false, label: filter.label }}
          value={values[0] ?? null}
          text={values.length > 0 ? text : null}
          href={null}
          control={control}
        />
      </Suspense>
    </div>
  )
}

/** Searches the column's values while typing, and shows them as the browser's own suggestions. */
function LookupValue({ id, lookup, name, labelled, values }: FilterValueProps & { lookup: string }) {
  const { lookup: found, search } = useLookup()
  const ask = (text: string) => search({ url: () => withParameters(lookup, new URLSearchParams({ q: text })) })
  return (
    <label>
      {labelled(words.valueToSearch)}
      <input
        name={name}
        defaultValue={values[0] ?? ''}
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

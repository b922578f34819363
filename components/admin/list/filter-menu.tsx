import { ListFilter } from 'lucide-react'
import { type ReactNode, useEffect, useId, useState } from 'react'
import { type FilterMeta, type ListPage, operatorLabels } from '@/admin/client'
import { Button } from '../../ui/button'
import { Menu } from '../../ui/menu'
import { FilterValue } from './filter-value'
import { Hidden, keptParameters } from './list-parameters'

/**
 * Column, operator, value: a GET form whose `~column`, `~operator` and `~value` the page turns into `column.operator=value`.
 * Without JavaScript every operator is offered for every column; with it the choices follow the column.
 */
export function FilterMenu({ page }: { page: ListPage }) {
  const [scripted, setScripted] = useState(false)
  useEffect(() => setScripted(true), [])
  return (
    <div className="filter-slot">
      <Menu
        hotkey="f"
        arrow={false}
        label={
          <>
            <ListFilter aria-hidden />
            <span className="word">Filter</span>
          </>
        }
      >
        <form key={page.listQuery} className="filter-form">
          <Hidden parameters={keptParameters(page, [])} />
          {scripted ? <GuidedFilter filters={page.filters} /> : <PlainFilter filters={page.filters} />}
          <Button type="submit" variant="primary">
            Add filter
          </Button>
        </form>
      </Menu>
    </div>
  )
}

function PlainFilter({ filters }: { filters: FilterMeta[] }) {
  const offered = new Map(filters.flatMap(({ operators }) => operators.map(({ id, label }) => [id, label] as const)))
  return (
    <>
      <ColumnSelect filters={filters} />
      <Labelled label="Condition">
        <select name="~operator" className="input small">
          {[...offered].map(([id, label]) => (
            <option key={id} value={id}>
              {label || operatorLabels[id]}
            </option>
          ))}
        </select>
      </Labelled>
      <Labelled label="Value">
        <input name="~value" className="input small" autoComplete="off" aria-describedby="filter-hint" />
      </Labelled>
      <p className="help" id="filter-hint">
        Commas between several values; true or false for “is null” and “is empty”.
      </p>
    </>
  )
}

function GuidedFilter({ filters }: { filters: FilterMeta[] }) {
  const [name, setName] = useState(filters[0]?.name ?? '')
  const [chosen, setChosen] = useState('')
  const id = useId()
  const filter = filters.find((one) => one.name === name) ?? filters[0]
  if (filter === undefined) return null
  const operator = filter.operators.find((one) => one.id === chosen) ?? filter.operators[0]
  return (
    <>
      <ColumnSelect filters={filters} value={name} onChange={setName} />
      <Labelled label="Condition">
        <select
          name="~operator"
          className="input small"
          value={operator?.id}
          onChange={(event) => setChosen(event.target.value)}
        >
          {filter.operators.map(({ id: value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </Labelled>
      {operator && <FilterValue key={`${name} ${operator.takes}`} id={id} filter={filter} takes={operator.takes} />}
    </>
  )
}

interface ColumnSelectProps {
  filters: FilterMeta[]
  value?: string
  onChange?: (name: string) => void
}

function ColumnSelect({ filters, value, onChange }: ColumnSelectProps) {
  return (
    <Labelled label="Column">
      <select
        name="~column"
        className="input small"
        value={value}
        onChange={onChange && ((event) => onChange(event.target.value))}
      >
        {filters.map(({ name, label }) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </select>
    </Labelled>
  )
}

export function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <label>
      {label}
      {children}
    </label>
  )
}

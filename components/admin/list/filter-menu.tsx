import { ListFilter } from 'lucide-react'
import { type FormEvent, type ReactNode, useEffect, useId, useMemo, useState } from 'react'
import { type FilterMeta, type ListPage, operatorLabels } from '@/admin/client'
import { Button } from '../../ui/button'
import { joinMarkup, markup, type Markup } from '../../ui/markup'
import { Menu } from '../../ui/menu'
import { FilterValue } from './filter-value'
import { Hidden, keptParameters } from './list-parameters'
import * as fieldsWords from '../../words/record'
import * as words from '../../words/filters'

/**
 * Column, operator, value: a GET form whose `~column`, `~operator` and `~value` the page combines to
 * `column.operator=value`. Without JavaScript every operator is offered for every column; with it the operators depend
 * on the column.
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
            <span className="word">{words.filter}</span>
          </>
        }
      >
        <form key={page.listQuery} className="filter-form" onSubmit={askForMatch}>
          <Hidden parameters={keptParameters(page, [])} />
          {scripted ? <GuidedFilter filters={page.filters} /> : <PlainFilter filters={page.filters} />}
          <Button type="submit" variant="primary">
            {words.addFilter}
          </Button>
        </form>
      </Menu>
    </div>
  )
}

/** A linked row must be picked: a name that was only typed is not a value, nor is an empty input. */
function askForMatch(event: FormEvent<HTMLFormElement>): void {
  const box = event.currentTarget.querySelector<HTMLInputElement>('[role="combobox"]')
  const posted = event.currentTarget.querySelector<HTMLInputElement>('input[type="hidden"][name="~value"]')
  if (box === null || posted === null || posted.value !== '') return
  event.preventDefault()
  box.setCustomValidity(fieldsWords.chooseMatch)
  box.reportValidity()
  box.addEventListener('input', () => box.setCustomValidity(''), { once: true })
}

function PlainFilter({ filters }: { filters: FilterMeta[] }) {
  const columns = useMemo(() => ({ __html: options(filters.map(({ name, label }) => [name, label])).html }), [filters])
  const operators = useMemo(() => ({ __html: options(offered(filters)).html }), [filters])
  return (
    <>
      <Labelled label={words.column}>
        <select name="~column" className="input small" dangerouslySetInnerHTML={columns} />
      </Labelled>
      <Labelled label={words.condition}>
        <select name="~operator" className="input small" dangerouslySetInnerHTML={operators} />
      </Labelled>
      <Labelled label={words.value}>
        <input name="~value" className="input small" autoComplete="off" aria-describedby="filter-hint" />
      </Labelled>
      <p className="help" id="filter-hint">
        {words.valueHint}
      </p>
    </>
  )
}

/** All operators of the columns, without duplicates. */
function offered(filters: FilterMeta[]): (readonly [value: string, label: string])[] {
  const all = filters.flatMap(({ operators }) => operators)
  return [...new Map(all.map(({ id, label }) => [id, label || operatorLabels[id]] as const))]
}

function options(choices: readonly (readonly [value: string, label: string])[]): Markup {
  return joinMarkup(choices.map(([value, label]) => markup`<option value="${value}">${label}</option>`))
}

function GuidedFilter({ filters }: { filters: FilterMeta[] }) {
  const [name, setName] = useState(filters[0]?.name ?? '')
  const [chosen, setChosen] = useState('')
  const id = useId()
  const filter = filters.find((candidate) => candidate.name === name) ?? filters[0]
  if (filter === undefined) return null
  const operator = filter.operators.find((candidate) => candidate.id === chosen) ?? filter.operators[0]
  return (
    <>
      <Labelled label={words.column}>
        <select name="~column" className="input small" value={name} onChange={(event) => setName(event.target.value)}>
          {filters.map(({ name: value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </Labelled>
      <Labelled label={words.condition}>
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

export function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <label>
      {label}
      {children}
    </label>
  )
}

import { Plus, X } from 'lucide-react'
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import type { FilterMeta, FilterRow, ListPage } from '@/admin/client'
import { Button } from '../../ui/button'
import { FacetList } from './facet-list'
import { blankRow, FormState, openKey, suffixOf } from './filter-menu'
import { FilterValue } from './filter-value'
import { fetchJson } from './fetch-json'
import * as fieldsWords from '../../words/record'
import * as words from '../../words/filters'

interface Kept extends FilterRow {
  id: number
}

/** The rows of the panel with the operators and inputs of their columns. */
export function GuidedRows({ page }: { page: ListPage }) {
  const { panel, listQuery } = page
  const [metas, setMetas] = useState<readonly FilterMeta[]>(page.filters)
  const [rows, setRows] = useState<readonly Kept[]>(() =>
    [...panel.rows, ...(panel.rows.some(({ isNew }) => isNew) ? [] : [blankRow(page.filters)])].map((row, id) => ({
      ...row,
      id,
    })),
  )
  const form = useRef<HTMLFormElement>(null)
  const { edit } = panel
  useEffect(() => {
    if (edit === null) return
    const row = form.current?.querySelector(`[data-filter="${CSS.escape(edit)}"]`)
    row?.querySelector<HTMLElement>('select, input:not([type="hidden"])')?.focus()
  }, [edit])
  const change = (id: number, changes: Partial<Kept>) =>
    setRows((all) => all.map((row) => (row.id === id ? { ...row, ...changes } : row)))
  const choose = async (row: Kept, column: string) => {
    change(row.id, { column, operator: 'eq', values: [], problem: null })
    if (!column.endsWith('.')) return
    try {
      const found = await fetchJson<FilterMeta[]>(`${panel.href}?${new URLSearchParams({ step: column.slice(0, -1) })}`)
      setMetas((all) => [...all, ...found.filter(({ name }) => !all.some((known) => known.name === name))])
      change(row.id, { column: found[0]?.name ?? '', operator: found[0]?.operators[0]?.id ?? 'eq' })
    } catch {
      change(row.id, { column: metas[0]?.name ?? '', problem: words.notLoaded })
    }
  }
  const add = () => setRows((all) => [...all, { ...blankRow(metas), id: Math.max(-1, ...all.map(({ id }) => id)) + 1 }])
  return (
    <form
      ref={form}
      className="filter-form"
      onSubmit={(event) => {
        askForMatch(event)
        if (!event.defaultPrevented) sessionStorage.setItem(openKey(page.href), '1')
      }}
    >
      <FormState page={page} />
      {rows.map((row, index) => (
        <GuidedRow
          key={row.id}
          row={row}
          suffix={suffixOf(row, index)}
          metas={metas}
          page={page}
          listQuery={listQuery}
          onColumn={(column) => void choose(row, column)}
          onOperator={(operator) => change(row.id, { operator, values: [] })}
          onRemove={row.isNew ? null : () => setRows((all) => all.filter(({ id }) => id !== row.id))}
        />
      ))}
      <div className="filter-foot">
        <Button type="submit" variant="primary">
          {words.apply}
        </Button>
        <Button type="button" onClick={add}>
          <Plus aria-hidden />
          {words.another}
        </Button>
      </div>
    </form>
  )
}

/** A linked row must be picked: a name that was only typed is not a value. */
function askForMatch(event: FormEvent<HTMLFormElement>): void {
  for (const box of event.currentTarget.querySelectorAll<HTMLInputElement>('[role="combobox"]')) {
    const posted = box.parentElement?.querySelector<HTMLInputElement>('input[type="hidden"]')
    if (posted?.value !== '' || box.value.trim() === '') continue
    event.preventDefault()
    box.setCustomValidity(fieldsWords.chooseMatch)
    box.reportValidity()
    box.addEventListener('input', () => box.setCustomValidity(''), { once: true })
  }
}

interface GuidedRowProps {
  row: FilterRow
  suffix: string
  metas: readonly FilterMeta[]
  page: ListPage
  listQuery: string
  onColumn: (column: string) => void
  onOperator: (operator: FilterRow['operator']) => void
  onRemove: (() => void) | null
}

function GuidedRow({ row, suffix, metas, page, listQuery, onColumn, onOperator, onRemove }: GuidedRowProps) {
  const id = useId()
  const filter = metas.find(({ name }) => name === row.column)
  const operator = filter?.operators.find((candidate) => candidate.id === row.operator) ?? filter?.operators[0]
  const labelled = row.isNew ? (label: string) => label : (label: string) => words.ofFilter(label, row.label)
  return (
    <fieldset className="filter-row" data-filter={row.column}>
      {row.isNew ? (
        <Labelled label={words.column}>
          <ColumnSelect name={`~column${suffix}`} value={row.column} metas={metas} page={page} onChange={onColumn} />
        </Labelled>
      ) : (
        <>
          <legend>{row.label}</legend>
          <input type="hidden" name={`~column${suffix}`} value={row.column} />
        </>
      )}
      {filter && operator && (
        <>
          <Labelled label={labelled(words.condition)}>
            <select
              name={`~operator${suffix}`}
              className="input small"
              value={operator.id}
              onChange={(event) => {
                const chosen = filter.operators.find((candidate) => candidate.id === event.target.value)
                if (chosen) onOperator(chosen.id)
              }}
            >
              {filter.operators.map(({ id: value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          </Labelled>
          <FilterValue
            key={`${row.column} ${operator.takes}`}
            id={id}
            filter={filter}
            takes={operator.takes}
            name={`~value${suffix}`}
            labelled={labelled}
            values={row.values}
            text={row.text}
          />
          {filter.facet && <FacetList key={row.column} filter={filter} href={page.panel.href} list={listQuery} />}
        </>
      )}
      {row.problem !== null && (
        <p className="error" role="alert">
          {row.problem}
        </p>
      )}
      {onRemove && (
        <button
          type="button"
          className="btn quiet icon filter-remove"
          aria-label={words.removeFilter(row.label)}
          onClick={onRemove}
        >
          <X size={14} aria-hidden />
        </button>
      )}
    </fieldset>
  )
}

interface ColumnSelectProps {
  name: string
  value: string
  metas: readonly FilterMeta[]
  page: ListPage
  onChange: (column: string) => void
}

function ColumnSelect({ name, value, metas, page, onChange }: ColumnSelectProps) {
  return (
    <select name={name} className="input small" value={value} onChange={(event) => onChange(event.target.value)}>
      {metas.map(({ name: column, label }) => (
        <option key={column} value={column}>
          {label}
        </option>
      ))}
      {page.panel.steps.map(({ name: step, label }) => (
        <option key={step} value={step}>
          {words.beyond(label)}
        </option>
      ))}
    </select>
  )
}

function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <label>
      {label}
      {children}
    </label>
  )
}

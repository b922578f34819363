import { ListFilter } from 'lucide-react'
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { type FilterMeta, type FilterRow, type ListPage, operatorLabels } from '@/admin/client'
import { Button } from '../../ui/button'
import { joinMarkup, markup, type Markup } from '../../ui/markup'
import { Menu } from '../../ui/menu'
import { FacetValues } from './facet-values'
import { Hidden } from './list-parameters'
import * as words from '../../words/filters'

/** Loaded when the panel is first opened, so that list pages need not include it. */
const GuidedRows = lazy(async () => ({ default: (await import('./filter-panel')).GuidedRows }))
const LineSuggestions = lazy(async () => ({ default: (await import('./filter-line')).LineSuggestions }))

/**
 * The panel with all filters: a line to type them, a row for each that is set, and rows for new ones. Both are plain GET
 * forms, which the page answers with the list that they ask for. Without JavaScript every operator is offered for every
 * column.
 */
export function FilterMenu({ page }: { page: ListPage }) {
  const { panel } = page
  const [guided, setGuided] = useState(false)
  const slot = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const menu = slot.current?.querySelector('details')
    if (!menu) return
    const load = () => {
      if (menu.open) setGuided(true)
      else sessionStorage.removeItem(openKey(page.href))
    }
    // It stays open while filters are set one after another, and where it has something to say.
    if (panel.open || sessionStorage.getItem(openKey(page.href)) !== null) menu.open = true
    load()
    menu.addEventListener('toggle', load)
    return () => menu.removeEventListener('toggle', load)
  }, [page.href, panel])
  return (
    <div className="filter-slot" ref={slot}>
      <Menu
        hotkey="f"
        arrow={false}
        open={panel.open}
        label={
          <>
            <ListFilter aria-hidden />
            <span className="word">{words.filter}</span>
          </>
        }
      >
        <LineForm page={page} guided={guided} />
        {panel.counts && <Counted counts={panel.counts} />}
        {guided ? (
          <Suspense fallback={<p className="filter-form help">{words.loading}</p>}>
            <GuidedRows key={page.listQuery} page={page} />
          </Suspense>
        ) : (
          <>
            <PlainRows page={page} />
            <CountsForm page={page} />
          </>
        )}
      </Menu>
    </div>
  )
}

/** Where a tab remembers that the panel of a list is open. */
export const openKey = (href: string) => `brolly-filters ${href}`

/** The rows offered without JavaScript for new filters. */
const blankRows = 2

function PlainRows({ page }: { page: ListPage }) {
  const { rows } = page.panel
  const blank = blankRow(page.filters)
  const shown = [...rows, ...Array.from({ length: blankRows }, () => blank)]
  const columns = useMemo(() => columnOptions(page), [page])
  const operators = useMemo(() => options(offered(page.filters)), [page.filters])
  return (
    <form className="filter-form">
      <FormState page={page} />
      {shown.map((row, index) => (
        <PlainRow key={`${index} ${row.column}`} row={row} index={index} columns={columns} operators={operators} />
      ))}
      <p className="help" id="filter-hint">
        {words.valueHint}
      </p>
      <Button type="submit" variant="primary">
        {words.apply}
      </Button>
    </form>
  )
}

function Counted({ counts }: { counts: NonNullable<ListPage['panel']['counts']> }) {
  return (
    <div className="counted">
      <p className="help">{words.countsOf(counts.label)}</p>
      <FacetValues label={counts.label} facet={counts} />
    </div>
  )
}

/** Asks for the values of a column with their numbers of rows. */
function CountsForm({ page }: { page: ListPage }) {
  const counted = page.filters.filter(({ facet }) => facet)
  if (counted.length === 0) return null
  return (
    <form className="filter-form counts-form">
      <Before page={page} />
      <label>
        {words.counts}
        <select name="~counts" className="input small">
          {counted.map(({ name, label }) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <Button type="submit">{words.showCounts}</Button>
    </form>
  )
}

/** The filter line: conditions in words, separated by blanks. */
function LineForm({ page, guided }: { page: ListPage; guided: boolean }) {
  const { text, problem } = page.panel.line
  const input = useRef<HTMLInputElement>(null)
  return (
    <form className="filter-form filter-line">
      <Before page={page} />
      <label>
        {words.line}
        <input
          ref={input}
          name="~line"
          className="input small"
          defaultValue={text}
          placeholder={words.linePlaceholder}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : 'filter-line-problem'}
        />
      </label>
      {guided && (
        <Suspense>
          <LineSuggestions input={input} href={page.panel.href} />
        </Suspense>
      )}
      {problem !== null && (
        <p className="error" id="filter-line-problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  )
}

/** What the rows take the place of. */
export function FormState({ page }: { page: ListPage }) {
  return (
    <>
      <Before page={page} />
      <input type="hidden" name="~rows" value="1" />
    </>
  )
}

/** The list as it is, and that it stays a list of its own if no filter is left. */
function Before({ page: { listQuery, hiddenParameters } }: { page: ListPage }) {
  return (
    <>
      <input type="hidden" name="~before" value={listQuery} />
      <Hidden parameters={hiddenParameters.filter(({ name }) => name === 'view').slice(0, 1)} />
    </>
  )
}

export const blankRow = (filters: readonly FilterMeta[]): FilterRow => ({
  column: filters[0]?.name ?? '',
  label: '',
  operator: filters[0]?.operators[0]?.id ?? 'eq',
  values: [],
  text: '',
  problem: null,
  isNew: true,
})

/** The suffix of a row's input names; rows of set filters have a number from 100 on. */
export const suffixOf = ({ isNew }: FilterRow, index: number): string =>
  isNew ? (index === 0 ? '' : `.${index}`) : `.${100 + index}`

interface PlainRowProps {
  row: FilterRow
  index: number
  columns: Markup
  operators: Markup
}

function PlainRow({ row, index, columns, operators }: PlainRowProps) {
  const suffix = suffixOf(row, index)
  const select = useMemo(
    () => ({ columns: chosen(columns, row.column), operators: chosen(operators, row.operator) }),
    [columns, operators, row.column, row.operator],
  )
  const describe = row.isNew ? (label: string) => label : (label: string) => words.ofFilter(label, row.label)
  return (
    <fieldset className="filter-row">
      {row.isNew ? (
        <label>
          {words.column}
          <select
            name={`~column${suffix}`}
            className="input small"
            dangerouslySetInnerHTML={{ __html: select.columns.html }}
          />
        </label>
      ) : (
        <>
          <legend>{row.label}</legend>
          <input type="hidden" name={`~column${suffix}`} value={row.column} />
        </>
      )}
      <label>
        {describe(words.condition)}
        <select
          name={`~operator${suffix}`}
          className="input small"
          dangerouslySetInnerHTML={{ __html: select.operators.html }}
        />
      </label>
      <label>
        {describe(words.value)}
        <input
          name={`~value${suffix}`}
          className="input small"
          defaultValue={row.values.join(',')}
          autoComplete="off"
          aria-invalid={row.problem !== null}
          aria-describedby="filter-hint"
        />
      </label>
      {row.problem !== null && (
        <p className="error" role="alert">
          {row.problem}
        </p>
      )}
    </fieldset>
  )
}

/** The columns of the table, and those one step away as far as they are known. */
function columnOptions({ filters, panel }: ListPage): Markup {
  return options([
    ...filters.map(({ name, label }) => [name, label] as const),
    ...panel.steps.map(({ name, label }) => [name, words.beyond(label)] as const),
  ])
}

/** All operators of the columns, without duplicates. */
function offered(filters: readonly FilterMeta[]): (readonly [value: string, label: string])[] {
  const all = filters.flatMap(({ operators }) => operators)
  return [...new Map(all.map(({ id, label }) => [id, label || operatorLabels[id]] as const))]
}

function options(choices: readonly (readonly [value: string, label: string])[]): Markup {
  return joinMarkup(choices.map(([value, label]) => markup`<option value="${value}">${label}</option>`))
}

/** The same options, with one selected. */
function chosen(all: Markup, value: string): Markup {
  const own = markup`<option value="${value}">`.html
  return { ...all, html: all.html.replace(own, own.replace(/>$/u, ' selected>')) }
}

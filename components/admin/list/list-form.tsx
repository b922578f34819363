import { X } from 'lucide-react'
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import type { ListAction, ListPage } from '@/admin/client'
import { Button } from '../../ui/button'
import { ListFoot } from './list-pager'
import type { CellActions } from '../cell/cell-list'
import { attachCells } from './cell-keys'
import { matchOf } from './kept-selection'
import { otherTotals } from './totals-row'
import { attachRowKeys } from './row-keys'
import type { RowSelection } from './row-selection'
import type { List } from './use-list'
import * as words from '../../words/list'

interface ListFormProps {
  list: List
  runAction: (data: FormData) => void | Promise<void>
  /** An action has just ended. */
  done: boolean
  cells: CellActions
  /** Shown instead of the rows if there are none. */
  children: ReactNode
}

/** Loaded where a list has totals. */
const loadTotals = () => import('./fill-totals')
const SelectionTotals = lazy(async () => ({ default: (await import('./selection-totals')).SelectionTotals }))

const noneSelected: RowSelection = { ticked: 0, elsewhere: 0, all: false, except: 0 }

/** The rows as a form: the selected ones are posted with the button that was pressed. */
export function ListForm({ list, runAction, done, cells, children }: ListFormProps) {
  const { page, selectable, table } = list
  const form = useRef<HTMLFormElement>(null)
  const [selection, setSelection] = useState(noneSelected)

  // Other rows have boxes of their own, for which the selection of this tab is read again.
  useEffect(() => {
    if (form.current === null) return undefined
    const match = matchOf(page.listQuery)
    return attachRowKeys(form.current, { href: page.href, match, done, onSelected: setSelection })
  }, [page, done])
  useEffect(
    () => (form.current === null ? undefined : attachCells({ page, selectable, actions: cells, form: form.current })),
    // The actions are the same ones for every rendering of a page.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [page],
  )

  useEffect(() => {
    const place = form.current
    if (place === null || page.groups === null) return undefined
    let leave: (() => void) | null = null
    let isLeft = false
    void import('./fold-groups').then(({ attachFolds }) => {
      if (!isLeft) leave = attachFolds(place, page)
    })
    return () => {
      isLeft = true
      leave?.()
    }
  }, [page])
  useEffect(() => {
    const place = form.current
    if (place === null || page.totals.length === 0) return undefined
    const stop = new AbortController()
    void loadTotals().then(({ fillTotals }) => fillTotals(place, page, stop.signal))
    return () => stop.abort()
  }, [page])

  return (
    <form className="list-form" action={runAction} ref={form}>
      <input type="hidden" name="~list" value={page.listQuery} />
      {page.savable === true && (
        <noscript>
          {/* The first button of the form is the one that Enter presses. */}
          <div className="list-save">
            <Button type="submit" variant="primary" name="~action" value="~save">
              {words.saveRows}
            </Button>
          </div>
        </noscript>
      )}
      <div className="region" role="region" aria-label={words.rowsOf(page.plural)} tabIndex={0}>
        {table !== null && page.rowCount > 0 && (
          <table className="t" aria-label={page.plural} dangerouslySetInnerHTML={table} />
        )}
        {children}
        {page.totals.length > 0 && <OtherTotals page={page} />}
        {page.rowCount > 0 && <ListFoot page={page} />}
      </div>
      {selectable && <BulkBar page={page} selection={selection} />}
    </form>
  )
}

/** Totals of columns that are not shown, and why some have no value. */
function OtherTotals({ page }: { page: ListPage }) {
  const others = useMemo(() => ({ __html: otherTotals(page).html }), [page])
  return (
    <>
      {others.__html !== '' && <div className="other-totals" dangerouslySetInnerHTML={others} />}
      <p className="totals-note" role="status">
        {page.totalValues?.note}
      </p>
    </>
  )
}

/** Appears when the first row is selected (by CSS). */
function BulkBar({ page, selection }: { page: ListPage; selection: RowSelection }) {
  const { exactCount, pager, rowCount } = page
  const more = pager.nextHref !== null || pager.previousHref !== null || (exactCount ?? 0) > rowCount
  return (
    <div className="bulk" role="group" aria-label={words.selectedRows}>
      <span aria-live="polite">{selectionText(page, selection)}</span>
      {(selection.ticked > 0 || selection.all) && (
        <button
          type="button"
          className="clear-selection"
          title={words.clearSelection}
          aria-label={words.clearSelection}
        >
          <X size={14} aria-hidden />
        </button>
      )}
      {page.totals.length > 0 && (selection.ticked > 0 || selection.all) && (
        <Suspense>
          <SelectionTotals page={page} selection={selection} />
        </Suspense>
      )}
      {page.actions.map(({ name, label, danger, single, several }) => (
        <Button
          key={name}
          type="submit"
          name="~action"
          value={name}
          danger={danger}
          disabled={isUnfit(selection, { single, several })}
        >
          {label}
        </Button>
      ))}
      {more && (
        <label>
          <input type="checkbox" name="~all" value="1" />
          {words.selectAll(exactCount)}
        </label>
      )}
    </div>
  )
}

/** Whether a button takes fewer or more rows than are selected. Without JavaScript the server says so. */
function isUnfit(
  { all, ticked }: RowSelection,
  { single, several }: Partial<Pick<ListAction, 'single' | 'several'>>,
): boolean {
  return (single === true && (all || ticked > 1)) || (several === true && (all || ticked === 1))
}

/** The number of rows that the buttons of the bar will affect. */
function selectionText({ exactCount }: ListPage, { ticked, elsewhere, all, except }: RowSelection): string {
  if (!all) return ticked > 0 ? words.selected(ticked, elsewhere) : words.withSelected
  return words.allSelected(exactCount, except)
}

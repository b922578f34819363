import type { CellPage, FillPage, FillState, PaintedRows } from '@/admin/client'
import { editOf, focusCell, rowCells } from '../list/cell-keys'
import { showAtCell, type CellBox } from './cell-box'
import { CellEditor, type EditorHandle } from './cell-editor'
import { type CellList, keyOf, type Opening } from './cell-list'
import { hideNote, showNote } from './cell-note'
import { FillConfirm } from './fill-confirm'
import { inputViewsOf } from '../../fields/input-views'
import { paintRows } from './paint-rows'
import { pastedLines } from './pasted-lines'
import type { Move } from './use-saving'
import * as shared from '../../words/shared'
import * as words from '../../words/cells'

interface Opened extends EditorHandle {
  box: CellBox | null
}

let opened: Opened | null = null
/** Counts the cells that were asked for: only the last one opens. */
let turn = 0

/** Ends what is open without saving it. */
export function leave(): void {
  turn++
  closeBox()
  hideNote()
}

function closeBox(): void {
  opened?.box?.close()
  opened = null
}

/** Saves what is open. @returns Whether nothing is open any more. */
async function settled(): Promise<boolean> {
  if (opened === null) return true
  if (opened.commit !== null) return opened.commit('none')
  closeBox()
  return true
}

type Cell = HTMLTableCellElement

/** Opens the input of a cell; with a click, a flag is switched instead. */
export async function openCell(list: CellList, cell: Cell, opening: Opening): Promise<void> {
  const { how, typed } = opening
  // The second click of a double click.
  if (how === 'click' && cell.ariaBusy === 'true') return typed.release()
  const page = await nextPage(list, cell)
  if (typed.isDropped()) return
  if (page !== null && typeof page !== 'string' && !(how === 'click' && isSwitch(page))) {
    edit(list, cell, { page, opening })
    return
  }
  typed.release()
  if (typeof page === 'string') showNote(list.form, { text: page, tone: 'danger' })
  else if (page !== null) await toggle(list, cell, page)
}

const isSwitch = ({ field: { meta } }: CellPage) => meta.unchecked !== undefined && !meta.nullable

/** The cell's input, or why there is none; null if what is open stays open, or another cell was asked for meanwhile. */
async function nextPage(list: CellList, cell: Cell): Promise<CellPage | string | null> {
  if (!(await settled())) return null
  const mine = ++turn
  cell.ariaBusy = 'true'
  const page = await loadCell(list, cell)
  cell.ariaBusy = null
  return mine === turn && cell.isConnected ? page : null
}

/** The cell's input, or why there is none. */
async function loadCell({ page, ...list }: CellList, cell: Cell): Promise<CellPage | string> {
  const base = page.href.slice(0, -page.table.length - 1)
  const key = keyOf({ page, ...list }, cell.closest('tr'))
  const query = new URLSearchParams({ column: editOf(cell) ?? '' })
  try {
    const answer = await fetch(`${base}/-/api/cell/${page.table}/${key}?${query}`, {
      headers: { accept: 'application/json' },
    })
    // The types of our own route's responses.
    if (answer.ok) {
      const loaded = (await answer.json()) as CellPage
      await inputViewsOf([loaded.field.meta])
      return loaded
    }
    return answer.status === 401 ? words.loggedOut : ((await answer.json()) as { error: string }).error
  } catch {
    return words.notLoaded
  }
}

function edit(list: CellList, cell: Cell, { page, opening }: { page: CellPage; opening: Opening }): void {
  const handle: Opened = { commit: null, box: null }
  opened = handle
  handle.box = showAtCell(
    { cell, form: list.form },
    <CellEditor
      page={page}
      opening={opening}
      handle={handle}
      save={(data) => save(list, cell, data)}
      onFill={(text) => {
        closeBox()
        void fillFrom(list, cell, text)
      }}
      onDone={(move, { state, painted }) => {
        closeBox()
        if (painted !== null) paintRows(list, painted)
        if (state?.saved) showNote(list.form, state.saved.notice)
        goOn(list, cell, move)
      }}
    />,
  )
  leaveByClick(handle)
}

/** A click anywhere else saves. The matches of a picker belong to the editor. */
function leaveByClick(handle: Opened): void {
  const stop = new AbortController()
  const onDown = ({ target }: PointerEvent) => {
    if (opened !== handle) stop.abort()
    else if (!(target instanceof Node) || !handle.box?.element.contains(target)) void handle.commit?.('none')
  }
  document.addEventListener('pointerdown', onDown, { capture: true, signal: stop.signal })
}

function save({ page, actions }: CellList, cell: Cell, data: FormData) {
  data.set('~column', editOf(cell) ?? '')
  data.set('~list', page.listQuery)
  return actions.save({ table: page.table, key: keyOf({ page }, cell.closest('tr')) }, data)
}

const noneTyped: Opening['typed'] = { text: () => '', isDropped: () => false, release: () => undefined }

const rowsOf = ({ form }: CellList) => [...form.querySelectorAll<HTMLTableRowElement>('tbody tr')]

/** After the last cell of a row comes the first of the next one. */
function goOn(list: CellList, cell: Cell, move: Move): void {
  if (move === 'none') return
  const row = cell.closest('tr')
  const below = row?.nextElementSibling instanceof HTMLTableRowElement ? row.nextElementSibling : null
  if (move === 'down') return focusCell(below?.cells[cell.cellIndex] ?? cell)
  focusCell(cell)
  if (move === 'stay' || row === null) return
  const cells = rowsOf(list).flatMap((other) => rowCells(other).filter(editOf))
  const next = cells[cells.indexOf(cell) + (move === 'right' ? 1 : -1)]
  if (next && next !== cell) void openCell(list, next, { how: 'keys', typed: noneTyped })
}

/** What is shown is switched: if another user has done it meanwhile, there is nothing to save. */
async function toggle(list: CellList, cell: Cell, { field, version, token }: CellPage): Promise<void> {
  const isOn = cell.querySelector(`[aria-label="${CSS.escape(shared.yes)}"]`) !== null
  const data = new FormData()
  if (!isOn) data.set(field.meta.name, 'true')
  data.set('~version', version)
  data.set('~base', JSON.stringify({ [field.meta.name]: String(isOn) }))
  data.set('~token', token)
  focusCell(cell)
  cell.ariaBusy = 'true'
  const state = await save(list, cell, data).catch(() => null)
  cell.ariaBusy = null
  const painted = state?.saved?.painted ?? state?.theirs ?? null
  if (painted !== null) paintRows(list, painted)
  showNote(list.form, state?.saved?.notice ?? { text: state?.error ?? words.notAnswered, tone: 'danger' })
}

/** Fills the column of a cell downwards with pasted lines, after a confirmation. */
export async function fillFrom(list: CellList, cell: Cell, text: string): Promise<void> {
  if (!(await settled())) return
  hideNote()
  const lines = pastedLines(text)
  if (lines === null) return showNote(list.form, { text: words.oneColumn, tone: 'danger' })
  const mine = ++turn
  const rows = rowsOf(list)
  const filled = rows.slice(rows.findIndex((row) => row.contains(cell))).slice(0, lines.length)
  const data = new FormData()
  data.set('~column', editOf(cell) ?? '')
  for (const [index, row] of filled.entries()) {
    data.append('key', keyOf(list, row))
    data.append('text', lines[index] ?? '')
  }
  const { fill, error } = await ask(list, data)
  if (mine !== turn || !cell.isConnected) return
  if (fill === null) return showNote(list.form, { text: error ?? words.notAnswered, tone: 'danger' })
  confirmFill(list, cell, { fill, beyond: lines.length - filled.length })
}

function confirmFill(list: CellList, cell: Cell, { fill, beyond }: { fill: FillPage; beyond: number }): void {
  const handle: Opened = { commit: null, box: null }
  opened = handle
  const end = (painted: PaintedRows | null) => {
    closeBox()
    if (painted !== null) paintRows(list, painted)
    focusCell(cell)
  }
  handle.box = showAtCell(
    { cell, form: list.form, wide: true },
    <FillConfirm
      fill={fill}
      beyond={beyond}
      onClose={() => end(null)}
      save={async () => {
        const state = await ask(list, agreedRows(list, fill))
        if (state.saved) {
          end(state.saved.painted)
          showNote(list.form, state.saved.notice)
        }
        return state
      }}
    />,
  )
}

/** What was confirmed: each row with the version that it had then. */
function agreedRows({ page }: CellList, { name, changes }: FillPage): FormData {
  const data = new FormData()
  data.set('~agreed', '1')
  data.set('~list', page.listQuery)
  for (const { key, version, base, value } of changes) {
    data.set(`${key}.~version`, version)
    data.set(`${key}.~base`, base)
    data.set(`${key}.${name}`, value)
  }
  return data
}

function ask({ page, actions }: CellList, data: FormData): Promise<FillState> {
  return actions.fill(page.table, data).catch(() => ({ saved: null, fill: null, error: words.notAnswered, rows: {} }))
}

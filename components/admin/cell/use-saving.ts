import { type RefObject, useRef, useState } from 'react'
import type { CellPage, CellState, PaintedRows, RecordConflict } from '@/admin/client'
import { textProblem } from '../record/field-problem'
import { inputProblem, normalText, readText } from '../record/field-text'
import * as words from '../../words/cells'

/** Where to go after a cell: nowhere, so that the focus is left alone, back to it, or to a neighbour. */
export type Move = 'none' | 'stay' | 'down' | 'right' | 'left'

/** Called once an editor is over, with the row as it is now if that has changed. */
export type OnDone = (move: Move, done: { state: CellState | null; painted: PaintedRows | null }) => void

interface Saving {
  page: CellPage
  save: (data: FormData) => Promise<CellState>
  onDone: OnDone
  form: RefObject<HTMLFormElement | null>
}

interface Problem {
  error: string | null
  conflict: RecordConflict | null
  theirs: PaintedRows | null
}

const noProblem: Problem = { error: null, conflict: null, theirs: null }

/** Saves the cell with the version that it was opened with or, after a conflict, with the one that the user has seen. */
export function useSaving({ page, form, save, onDone }: Saving) {
  const { field } = page
  const [problem, setProblem] = useState(noProblem)
  const [busy, setBusy] = useState(false)
  const running = useRef<Promise<boolean> | null>(null)

  const send = async (move: Move, element: HTMLFormElement): Promise<boolean> => {
    const { conflict } = problem
    const data = new FormData(element)
    data.set('~column', '')
    data.set('~version', conflict?.version ?? page.version)
    data.set('~base', conflict?.base ?? page.base)
    data.set('~token', page.token)
    setBusy(true)
    const state = await save(data).catch((): CellState => ({ ...noProblem, saved: null, error: words.notAnswered }))
    setBusy(false)
    if (state.saved) {
      onDone(move, { state, painted: state.saved.painted })
      return true
    }
    setProblem(state)
    focusInput(element)
    return false
  }
  const commit = async (move: Move): Promise<boolean> => {
    const element = form.current
    if (element === null) return true
    const text = readText(element, field)
    const isSame = text === normalText(field, field.value) && problem.conflict === null
    const wrong = move === 'none' && isSame ? null : inputProblem(element, field)
    if (wrong === null && isSame) {
      onDone(move, { state: null, painted: null })
      return true
    }
    const error = wrong ?? textProblem(field, text, false)
    if (error !== null) {
      setProblem({ ...problem, error })
      focusInput(element)
      return false
    }
    // A second Enter waits for the first.
    running.current ??= send(move, element).finally(() => {
      running.current = null
    })
    return running.current
  }
  return { ...problem, busy, commit }
}

/** What Tab reaches in an editor. */
export const focusable = 'input:not([type="hidden"]), textarea, select, button'

export function focusInput(form: HTMLElement): HTMLElement | null {
  const input = form.querySelector<HTMLElement>(focusable)
  input?.focus()
  return input
}

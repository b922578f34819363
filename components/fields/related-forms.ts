import { createContext, useContext } from 'react'
import type { SavedRow } from '@/admin/client'

/** A form to open in a dialog. */
export interface RelatedForm {
  /** The URL of its `RecordPage`. */
  url: string
  /** Its page, for those who want it in a tab of its own. */
  href: string
  /** Shown until it has loaded. */
  title: string
  /** Gets the focus back. */
  opener: HTMLElement
  /** Called after the dialog has closed. */
  onSaved: (row: SavedRow) => void
}

export type OpenRelatedForm = (form: RelatedForm) => void

/** Opens the form of a related row in a dialog. Null where none can be opened: its page is then opened in a new tab. */
export const RelatedFormsContext = createContext<OpenRelatedForm | null>(null)

export const useRelatedForms = () => useContext(RelatedFormsContext)

/** A row that was saved in a dialog, with the URL of its table's forms. */
interface RowSaved extends SavedRow {
  forms: string
}

const saves = new EventTarget()

/** Tells all fields of the page about a row that was saved in a dialog. */
export function tellRowSaved(detail: RowSaved): void {
  saves.dispatchEvent(new CustomEvent('saved', { detail }))
}

/** @returns A function that stops listening. */
export function onRowSaved(listener: (row: RowSaved) => void): () => void {
  const stop = new AbortController()
  // Dispatched above, and nowhere else.
  saves.addEventListener('saved', (event) => listener((event as CustomEvent<RowSaved>).detail), { signal: stop.signal })
  return () => stop.abort()
}

import type { ListPage, TotalsPage } from '@/admin/client'
import { fetchJson } from './fetch-json'
import type { KeptSelection } from './kept-selection'
import { valueText } from './totals-row'
import * as words from '../../words/totals'

/** Asks for the totals of a list, after it is shown, and writes them where the list has left room for them. */
export async function fillTotals(form: HTMLElement, page: ListPage, signal: AbortSignal): Promise<void> {
  const places = form.querySelectorAll<HTMLElement>('[data-total]')
  const note = form.querySelector<HTMLElement>('.totals-note')
  let read: TotalsPage
  try {
    read = await fetchJson<TotalsPage>(`${page.totalsHref}?${page.listQuery}`, signal)
  } catch {
    read = { values: {}, note: words.notLoaded }
  }
  if (signal.aborted) return
  for (const place of places) place.textContent = valueText(read, place.dataset.total ?? '')
  if (note !== null) note.textContent = read.note ?? ''
}

/** The totals of the selected rows. @throws {Error} if they cannot be read. */
export async function totalsOfSelection(
  page: ListPage,
  { keys, all, except }: Pick<KeptSelection, 'keys' | 'all' | 'except'>,
  signal: AbortSignal,
): Promise<TotalsPage> {
  const body = new URLSearchParams({ '~list': page.listQuery, ...(all ? { '~all': '1' } : {}) })
  for (const key of all ? [] : keys) body.append('key', key)
  for (const key of all ? except : []) body.append('~except', key)
  const response = await fetch(page.totalsHref, { method: 'POST', body, signal })
  if (!response.ok) throw new Error(String(response.status))
  // The type of our own route's response.
  return (await response.json()) as TotalsPage
}

import type { GroupRows, ListPage } from '@/admin/client'
import { fieldViewsOf } from '../../fields/own-views'
import { markup } from '../../ui/markup'
import { fetchJson } from './fetch-json'
import { rowsMarkup } from './list-rows'
import * as words from '../../words/groups'

/** Lets the buttons of groups show their first rows, which are asked for once. */
export function attachFolds(form: HTMLElement, { groups }: Pick<ListPage, 'groups'>): () => void {
  if (groups === null) return () => undefined
  const { rowsHref } = groups
  const onClick = ({ target }: MouseEvent) => {
    const button = target instanceof Element ? target.closest<HTMLElement>('.fold') : null
    if (button !== null) void toggle(button, rowsHref)
  }
  form.dataset.folds = ''
  form.addEventListener('click', onClick)
  return () => form.removeEventListener('click', onClick)
}

const shownBy = new WeakMap<HTMLElement, HTMLElement[]>()

async function toggle(button: HTMLElement, rowsHref: string): Promise<void> {
  const open = button.getAttribute('aria-expanded') !== 'true'
  button.setAttribute('aria-expanded', String(open))
  const known = shownBy.get(button)
  for (const row of known ?? []) row.hidden = !open
  const row = button.closest('tr')
  if (known || row === null) return
  shownBy.set(button, [])
  const rows = await rowsBelow(row, rowsHref)
  shownBy.set(button, rows)
  const isOpen = button.getAttribute('aria-expanded') === 'true'
  for (const added of rows) added.hidden = !isOpen
  row.after(...rows)
}

async function rowsBelow(row: HTMLTableRowElement, rowsHref: string): Promise<HTMLElement[]> {
  const link = row.querySelector<HTMLAnchorElement>('.group-head a')
  const body = document.createElement('tbody')
  try {
    const found = await fetchJson<GroupRows>(`${rowsHref}${link?.search ?? ''}`)
    await fieldViewsOf(found.columns)
    const count = row.querySelector('.group-rows')?.textContent ?? ''
    const rest = markup`<tr><td colspan="${String(found.columns.length)}"><a href="${link?.href ?? ''}">${words.allRows(count)}</a></td></tr>`
    body.innerHTML = rowsMarkup(found, false).html + (found.more ? rest.html : '')
  } catch {
    body.innerHTML = markup`<tr><td colspan="${String(row.cells.length)}">${words.notLoaded}</td></tr>`.html
  }
  return [...body.rows].map((added) => {
    added.classList.add('of-group')
    return added
  })
}

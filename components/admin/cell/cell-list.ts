import type { CellState, FillState, ListPage } from '@/admin/client'

/** The server actions for cells. The server checks what the user may do with each. */
export interface CellActions {
  save: (row: { table: string; key: string }, data: FormData) => Promise<CellState>
  fill: (table: string, data: FormData) => Promise<FillState>
}

/** How an editor was asked for, and what has been typed since. */
export interface Opening {
  how: 'keys' | 'click'
  typed: { text: () => string; isDropped: () => boolean; release: () => void }
}

/** A list whose cells can be edited. */
export interface CellList {
  page: ListPage
  selectable: boolean
  actions: CellActions
  /** The form with the table. */
  form: HTMLFormElement
}

/** The key of a row, from the link to its record. */
export function keyOf({ page }: Pick<CellList, 'page'>, row: HTMLTableRowElement | null): string {
  const [path = ''] = row?.querySelector('th a')?.getAttribute('href')?.split('?') ?? []
  return path.slice(page.href.length + 1)
}

import { useEffect, useMemo } from 'react'
import type { ListPage } from '@/admin/client'
import { listBeside } from './list-beside'
import { tableMarkup } from './list-rows'

export interface List {
  readonly page: ListPage
  readonly selectable: boolean
  /** The content of the table; null where nothing holds the rows any more. */
  readonly table: { readonly __html: string } | null
}

/**
 * The list that a route wrote.
 *
 * Its rows cross to the browser once. In a page that the browser loads they are in the document, from where they are taken
 * when the page comes to life; only where the framework fetches the page by itself, as after an action, are they in the JSON.
 */
export function useList(json: string): List {
  const list = useMemo(() => readList(json), [json])
  const lost = list.table === null
  useEffect(() => {
    // Back to a page that the framework remembers, but whose document is gone.
    if (lost) window.location.reload()
  }, [lost])
  return list
}

function readList(json: string): List {
  // The route wrote it from a ListPage, in which everything is plain JSON.
  const page = listBeside() ?? (JSON.parse(json) as ListPage)
  const selectable = page.actions.length > 0 && page.linked && page.rowCount > 0
  const table = page.rows.length === page.rowCount ? tableMarkup(page, selectable).html : tableInDocument()
  return { page, selectable, table: table === null ? null : { __html: table } }
}

function tableInDocument(): string | null {
  return document.querySelector('.list table.t')?.innerHTML ?? null
}

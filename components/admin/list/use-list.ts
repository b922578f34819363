import { useEffect, useMemo } from 'react'
import { type DocumentList, listBeside } from './list-beside'
import { tableMarkup } from './list-rows'

export interface List {
  readonly page: DocumentList
  readonly selectable: boolean
  /** The content of the table; null if the rows are no longer available. */
  readonly table: { readonly __html: string } | null
}

/**
 * The list that a route rendered.
 *
 * Its rows are sent to the browser once. If the browser loads the page, they are in the document, and are read from
 * there on hydration. Only if Next.js fetches the page itself, as after a server action, are they in the JSON.
 */
export function useList(json: string): List {
  const list = useMemo(() => readList(json), [json])
  const lost = list.table === null
  useEffect(() => {
    // Next.js restored the page from its cache, but the document is gone.
    if (lost) window.location.reload()
  }, [lost])
  return list
}

function readList(json: string): List {
  // The route wrote it from a ListPage, which is plain JSON.
  const page = listBeside() ?? (JSON.parse(json) as DocumentList)
  const selectable = page.actions.length > 0 && page.linked && page.rowCount > 0
  const table = page.rows.length === page.rowCount ? tableMarkup(page, selectable).html : tableInDocument()
  return { page, selectable, table: table === null ? null : { __html: table } }
}

function tableInDocument(): string | null {
  return document.querySelector('.list table.t')?.innerHTML ?? null
}

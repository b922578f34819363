import { use, useEffect, useMemo } from 'react'
import { fieldViewsOf } from '../../fields/own-views'
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
  const page = useMemo(() => readPage(json), [json])
  // Where the document has the rows, there is nothing to draw.
  const arriving = hasRows(page) ? fieldViewsOf(page.columns) : null
  if (arriving) use(arriving)
  const list = useMemo(() => listOf(page), [page])
  const lost = list.table === null
  useEffect(() => {
    // Next.js restored the page from its cache, but the document is gone.
    if (lost) window.location.reload()
  }, [lost])
  return list
}

/** The route wrote it from a ListPage, which is plain JSON. */
const readPage = (json: string): DocumentList => listBeside() ?? (JSON.parse(json) as DocumentList)

const hasRows = ({ rows, rowCount, groups }: DocumentList) => (groups?.rows ?? rows).length === rowCount

function listOf(page: DocumentList): List {
  const selectable = page.actions.length > 0 && page.linked && page.rowCount > 0 && page.groups === null
  const table = hasRows(page) ? tableMarkup(page, selectable).html : tableInDocument()
  return { page, selectable, table: table === null ? null : { __html: table } }
}

function tableInDocument(): string | null {
  return document.querySelector('.list table.t')?.innerHTML ?? null
}

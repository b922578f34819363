import type { ListPage } from '@/admin/client'

const place = Symbol.for('brolly.list-beside')
type Holder = { [place]?: () => ListPage | undefined }

/** Says, once for the server's process, how to find the list of the response that is being drawn. */
export function findListBy(find: () => ListPage | undefined): void {
  ;(globalThis as Holder)[place] = find
}

/** The list that the route left beside the response that is being drawn; nothing in a browser, where there is none. */
export function listBeside(): ListPage | undefined {
  return (globalThis as Holder)[place]?.()
}

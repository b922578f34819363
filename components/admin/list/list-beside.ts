import type { ListPage } from '@/admin/client'

const storeKey = Symbol.for('brolly.list-beside')
type GlobalStore = { [storeKey]?: () => ListPage | undefined }

/** Registers, once per server process, how to find the list of the response that is being rendered. */
export function findListBy(find: () => ListPage | undefined): void {
  ;(globalThis as GlobalStore)[storeKey] = find
}

/** The list that the route stored for the response that is being rendered; undefined in a browser. */
export function listBeside(): ListPage | undefined {
  return (globalThis as GlobalStore)[storeKey]?.()
}

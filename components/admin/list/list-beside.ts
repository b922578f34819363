import type { ListPage } from '@/admin/client'
import type { Markup } from '../../ui/markup'

/** A list as it is drawn into a document. */
export interface DocumentList extends ListPage {
  /** The rows have inputs for a browser without JavaScript, which one button saves. */
  savable?: boolean
  /** Markup for a browser without JavaScript, by the key of a row and the position of a column. */
  inputs?: Readonly<Record<string, Readonly<Record<number, Markup>>>>
}

const storeKey = Symbol.for('brolly.list-beside')
type GlobalStore = { [storeKey]?: () => DocumentList | undefined }

/** Registers, once per server process, how to find the list of the response that is being rendered. */
export function findListBy(find: () => DocumentList | undefined): void {
  ;(globalThis as GlobalStore)[storeKey] = find
}

/** The list that the route stored for the response that is being rendered; undefined in a browser. */
export function listBeside(): DocumentList | undefined {
  return (globalThis as GlobalStore)[storeKey]?.()
}

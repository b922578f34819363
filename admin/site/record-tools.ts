import type { Database } from '../postgres/database'
import type { ColumnKey, OptionRequest } from './admin'
import type { Actor } from './context'

/** A row's values as PostgreSQL text. Columns that the actor may not view are null. */
export type RowTexts<T> = Readonly<Record<ColumnKey<T>, string | null>>

/** A value, or a function of the row. */
export type OfRow<T, V> = V | ((row: RowTexts<T>, request: OptionRequest) => V)

/** A link in the head of a record. */
export interface RecordTool<T> {
  label: OfRow<T, string>
  /** A path of this site or an HTTP URL. Null for a row without one. */
  href: OfRow<T, string | null>
  /** Whether the row has it. Default: yes. */
  when?: (row: RowTexts<T>, request: OptionRequest) => boolean
  newTab?: boolean
}

/** What the component of a tab receives. */
export interface RecordTabProps<T> {
  actor: Actor
  /** For reading more. Queries of your own are not restricted by permissions. */
  db: Database
  row: RowTexts<T>
  /** The row's key, as in URLs. */
  rowKey: string
  /** How the row is named. */
  label: string
  timeZone: string
  locale: string
}

/** A page of one's own for each row, at `/admin/<table>/<key>/<name>`. */
export interface RecordTab<T> {
  /** Lower-case letters, digits and hyphens: `packing-slip`. */
  name: string
  label: OfRow<T, string>
  /** What the actor has to be allowed to do with the row. Default: view. */
  permission?: 'view' | 'change' | 'delete'
  /** Whether the row has the page. Default: yes. */
  when?: (row: RowTexts<T>, request: OptionRequest) => boolean
  /** The module whose default export is a server component: `() => import('./packing-slip')`. */
  page: () => Promise<{ default: (props: RecordTabProps<T>) => unknown }>
}

/** The next page after "Save": the list, the record, another row to add, or a path of this site. Null is the default. */
export type AfterSave<T> =
  | 'list'
  | 'record'
  | 'add'
  | ((row: RowTexts<T>, request: OptionRequest) => 'list' | 'record' | 'add' | `/${string}` | null)

/** Parts of a record's URL that are pages already, or may become some. */
export const reservedTabNames = [
  'add',
  'change',
  'delete',
  'duplicate',
  'factors',
  'history',
  'password',
  'peek',
  'permissions',
]

export const isTabName = (name: string): boolean => /^[a-z0-9]+(?:-[a-z0-9]+)*$/u.test(name)

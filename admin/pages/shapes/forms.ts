import type { ActionPage } from './pages'
import type { DeletePage } from '../../write/delete-preview'

/** After the form of a list was posted: what went wrong, or what is to be confirmed. */
export interface ListFormState {
  notice: string | null
  confirm: ListConfirm | null
}

/** What would happen to the chosen rows, and which they are, to be posted again. */
export type ListConfirm = { chosen: Chosen } & (
  { kind: 'delete'; page: DeletePage } | { kind: 'action'; page: ActionPage }
)

export interface Chosen {
  /** `~action` */
  action: string
  /** `key` */
  keys: string[]
  /** `~all` */
  all: boolean
  /** `~except`: with `all`, the rows that were taken out again. */
  except: string[]
  /** `~list` */
  list: string
}

/** After an action on one record was posted: what went wrong, or what is to be confirmed. */
export interface RecordActionState {
  notice: string | null
  confirm: { action: string; page: ActionPage } | null
}

/** After a delete was confirmed: why nothing was deleted. */
export interface DeleteFormState {
  notice: string | null
}

/** What the page after a form says, once: words, and a link to what they are about. */
export interface Notice {
  text: string
  href?: string
  linkText?: string
  tone?: 'success' | 'danger' | 'warning'
}

/** A form that was taken. */
export interface FormDone {
  notice: Notice
  /** Where the person goes on. */
  href: string
}

import type { BulkPage, MergePage, PlanPage, ResultPage } from './plan'
import type { DeletePage } from '../../write/delete-preview'

/** The state after the form of a list was posted: a problem, or what to confirm. */
export interface ListFormState {
  notice: string | null
  confirm: ListConfirm | null
}

/** What comes next for the chosen rows, and which they are, to be posted again. */
export type ListConfirm = { chosen: Chosen } & (
  | { kind: 'delete'; page: DeletePage }
  | { kind: 'plan'; page: PlanPage }
  | { kind: 'form'; page: BulkPage }
  | { kind: 'merge'; page: MergePage }
  | { kind: 'result'; page: ResultPage }
)

export interface Chosen {
  /** `~action` */
  action: string
  /** `key` */
  keys: string[]
  /** `~all` */
  all: boolean
  /** `~except`: with `all`, the rows to leave out. */
  except: string[]
  /** `~list` */
  list: string
  /** The values of a bulk edit, or of an action's form, as posted. */
  inputs: [name: string, value: string][]
}

type RecordConfirm =
  { kind: 'plan'; page: PlanPage } | { kind: 'form'; page: BulkPage } | { kind: 'result'; page: ResultPage }

/** The state after an action on one record was posted: a problem, or what to confirm. */
export interface RecordActionState {
  notice: string | null
  confirm: ({ action: string; inputs: Chosen['inputs'] } & RecordConfirm) | null
  /** The action's message, if it ran in a dialog. From its own page, it leads to the page again. */
  done?: string
}

/** The state after a delete was confirmed: why nothing was deleted. */
export interface DeleteFormState {
  notice: string | null
}

/** A message that the next page shows once, with a link to what it is about. */
export interface Notice {
  text: string
  href?: string
  linkText?: string
  /** The page that undoes what was done. */
  undoHref?: string
  tone?: 'success' | 'danger' | 'warning'
}

/** A list's form that was accepted. Without a message if nothing was done yet. */
export interface ListDone {
  notice: Notice | null
  href: string
}

/** A form that was accepted. */
export interface FormDone {
  notice: Notice
  /** The next page. */
  href: string
}

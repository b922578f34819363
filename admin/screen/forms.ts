import type { DeletePage } from './pages'

/** After the form of a list was posted: what went wrong, or the delete to be confirmed. */
export interface ListFormState {
  notice: string | null
  confirm: { page: DeletePage; keys: string[]; all: boolean; list: string } | null
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
}

/** A form that was taken. */
export interface FormDone {
  notice: Notice
  /** Where the person goes on. */
  href: string
}

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

import type { PostedRowState } from '@/admin/client'

/**
 * The contents of a form when it was posted, in case there is no response: the session had ended, or the server was
 * replaced.
 */
export interface Draft {
  /** The page with the form. */
  path: string
  /** The user who typed it; nobody else gets to see it. */
  user: string
  /** True once it is known that the form was not accepted. */
  interrupted: boolean
  version: string
  base: string
  token: string
  /** The rows of inlines that were to be saved. */
  rows: PostedRowState[]
  /** Changed fields, and the fields of those rows, by form name; null is NULL. Secrets are not stored. */
  texts: [name: string, text: string | null][]
}

const key = 'brolly-draft'

function currentUser(): string {
  return document.querySelector<HTMLElement>('[data-user]')?.dataset.user ?? ''
}

function read(): Draft | null {
  try {
    const draft: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null')
    // Written below, in this tab.
    return typeof draft === 'object' && draft !== null && 'texts' in draft && 'rows' in draft ? (draft as Draft) : null
  } catch {
    return null
  }
}

function write(draft: Draft): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(draft))
  } catch {
    // There is no room, so the input cannot be restored.
  }
}

/** Stores what is about to be posted. */
export function keepDraft(draft: Omit<Draft, 'path' | 'user' | 'interrupted'>): void {
  write({ ...draft, path: window.location.pathname, user: currentUser(), interrupted: false })
}

/** The last posted form got no response of its own: its page will restore the input. */
export function interruptDraft(): void {
  const draft = read()
  if (draft) write({ ...draft, interrupted: true })
}

/** A page was shown after a form was posted: the form was accepted, or its own page still contains the input. */
export function dropAnsweredDraft(): void {
  if (read()?.interrupted === false) sessionStorage.removeItem(key)
}

/** The interrupted input of this user on this page. Returned only once. */
export function takeDraft(): Draft | null {
  const draft = read()
  if (!draft?.interrupted || draft.path !== window.location.pathname || draft.user !== currentUser()) return null
  sessionStorage.removeItem(key)
  return draft
}

import type { RecordField } from '@/admin/client'
import { readText } from './field-text'

/** What a form held when it was sent, in case no answer comes: the session had ended, the server was another by then. */
export interface Draft {
  /** The page that it was typed on. */
  path: string
  /** Who typed it: nobody else gets to see it. */
  user: string
  /** True once it is known that the form was not taken. */
  interrupted: boolean
  version: string
  base: string
  token: string
  /** Changed fields by form name; null is NULL. Secrets are not kept. */
  texts: [name: string, text: string | null][]
}

const key = 'brolly-draft'

function currentUser(): string {
  return document.querySelector<HTMLElement>('[data-user]')?.dataset.user ?? ''
}

function read(): Draft | null {
  try {
    const draft: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null')
    // Written below, in this very tab.
    return typeof draft === 'object' && draft !== null && 'texts' in draft ? (draft as Draft) : null
  } catch {
    return null
  }
}

function write(draft: Draft): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(draft))
  } catch {
    // No room for it: then it is typed again.
  }
}

/** Keeps what is about to be sent. */
export function keepDraft(
  form: HTMLFormElement,
  { fields, sent }: { fields: readonly RecordField[]; sent: Pick<Draft, 'version' | 'base' | 'token'> },
): void {
  const texts = fields
    .filter((field) => field.meta.writeOnly !== true)
    .map((field): [string, string | null] => [field.meta.name, readText(form, field)])
  write({ ...sent, path: window.location.pathname, user: currentUser(), interrupted: false, texts })
}

/** The form that was sent last got no answer of its own: its page gives back what was typed. */
export function interruptDraft(): void {
  const draft = read()
  if (draft) write({ ...draft, interrupted: true })
}

/** A page came up after a form was sent: it was taken, or its own page still holds it. */
export function dropAnsweredDraft(): void {
  if (read()?.interrupted === false) sessionStorage.removeItem(key)
}

/** What was typed on this page by this person before it was interrupted; once. */
export function takeDraft(): Draft | null {
  const draft = read()
  if (!draft?.interrupted || draft.path !== window.location.pathname || draft.user !== currentUser()) return null
  sessionStorage.removeItem(key)
  return draft
}

import { type RefObject, useEffect, useState } from 'react'
import type { RecordField, RecordFormState, RecordPage } from '@/admin/client'
import { keepDraft, takeDraft } from './draft'
import { readText, writeText } from './field-text'

interface DraftOptions {
  page: RecordPage
  state: RecordFormState
  form: RefObject<HTMLFormElement | null>
  byName: ReadonlyMap<string, RecordField>
  /** False in a dialog, which stays open when a post fails. */
  leaves: boolean
}

/** Identifies the state of the row that a form was made from. */
export type Origin = Pick<RecordPage, 'version' | 'base' | 'token'>

/**
 * Restores input that was interrupted because the session ended or the server was replaced, together with the version
 * it was based on: if another user has saved since, that is a conflict as usual.
 */
export function useDraft({ page, state, form, byName, leaves }: DraftOptions) {
  const [draft, setDraft] = useState<Origin | null>(null)
  useEffect(() => {
    const found = leaves ? takeDraft() : null
    if (found === null || form.current === null) return
    setDraft(found)
    for (const [name, text] of found.texts) {
      const field = byName.get(name)
      if (field) writeText(form.current, field, text)
    }
    // Once, when the page is shown.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [])
  const origin: Origin = {
    version: state.conflict?.version ?? draft?.version ?? page.version,
    base: state.conflict?.base ?? draft?.base ?? page.base,
    token: draft?.token ?? page.token,
  }
  return {
    origin,
    restored: draft !== null && state.message === null,
    keep: (element: HTMLFormElement, changed: readonly string[]) => {
      if (!leaves) return
      const texts = [...byName.values()]
        // A name with a dot is that of a row in an inline, which may be another row by then.
        .filter(({ meta }) => changed.includes(meta.label) && !meta.name.includes('.') && meta.writeOnly !== true)
        .map((field): [string, string | null] => [field.meta.name, readText(element, field)])
      keepDraft({ ...origin, texts })
    },
  }
}

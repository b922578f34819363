import { type RefObject, useEffect, useMemo, useState } from 'react'
import type { PostedRowState, RecordField, RecordFormState, RecordPage } from '@/admin/client'
import { type Draft, keepDraft, takeDraft } from './draft'
import { readText, writeText } from './field-text'
import { allLines, type Line, type LineBlock } from './inlines/inline-lines'

interface DraftOptions {
  page: RecordPage
  state: RecordFormState
  form: RefObject<HTMLFormElement | null>
  byName: ReadonlyMap<string, RecordField>
  blocks: readonly LineBlock[]
  /** Prefixes of the rows that are to be removed. */
  removed: ReadonlySet<string>
  /** Shows the rows of inlines as they were posted. */
  restore: (rows: readonly PostedRowState[], token: string) => void
  /** False in a dialog, which stays open when a post fails. */
  leaves: boolean
}

/** Identifies the state of the row that a form was made from. */
export type Origin = Pick<RecordPage, 'version' | 'base' | 'token'>

/**
 * Restores input that was interrupted because the session ended or the server was replaced, together with the version
 * it was based on: if another user has saved since, that is a conflict as usual.
 */
export function useDraft({ page, state, form, byName, blocks, removed, restore, leaves }: DraftOptions) {
  const [draft, setDraft] = useState<Draft | null>(null)
  useEffect(() => {
    const found = leaves ? takeDraft() : null
    if (found === null) return
    setDraft(found)
    if (found.rows.length > 0) restore(found.rows, found.token)
    // Once, when the page is shown.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [])
  useEffect(() => {
    for (const [name, text] of draft?.texts ?? []) {
      const field = byName.get(name)
      if (field && form.current) writeText(form.current, field, text)
    }
    // Once, when the restored rows have their inputs.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [draft])
  const origin: Origin = {
    version: state.conflict?.version ?? draft?.version ?? page.version,
    base: state.conflict?.base ?? draft?.base ?? page.base,
    token: draft?.token ?? page.token,
  }
  return {
    origin,
    restored: draft !== null && state.message === null,
    /** What the inputs of restored rows begin with, by form name. */
    values: useMemo(() => (draft === null ? null : Object.fromEntries(draft.texts)), [draft]),
    keep: (element: HTMLFormElement, changed: readonly string[], idle: ReadonlySet<string>) => {
      if (!leaves) return
      const lines = allLines(blocks).flatMap(({ line }) => (idle.has(line.prefix) ? [] : [line]))
      const isKept = ({ meta }: RecordField) =>
        meta.name.includes('.')
          ? lines.some(({ fields }) => fields.some((field) => field.meta.name === meta.name))
          : changed.includes(meta.label)
      const texts = [...byName.values()]
        .filter((field) => isKept(field) && field.meta.writeOnly !== true)
        .map((field): [string, string | null] => [field.meta.name, readText(element, field)])
      keepDraft({ ...origin, texts, rows: lines.map((line) => postedRow(line, { state, removed })) })
    },
  }
}

/** The row as it is posted, based on the version of its last conflict. */
function postedRow(line: Line, { state, removed }: Pick<DraftOptions, 'state' | 'removed'>): PostedRowState {
  const { prefix, row, token } = line
  const again = state.rows.find((sent) => sent.prefix === prefix)
  return {
    prefix,
    key: row?.key ?? '',
    version: again?.version || line.version,
    base: again?.base || line.base,
    token,
    removed: removed.has(prefix),
    conflict: null,
  }
}

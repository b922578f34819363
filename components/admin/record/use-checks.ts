import { type RefObject, useMemo, useRef, useState } from 'react'
import type { RecordField } from '@/admin/client'
import { fetchJson } from '../list/fetch-json'
import { readText } from './field-text'
import type { FormField } from './form-fields'

/** Such values are checked by the save alone: URLs are limited. */
const longestValue = 500

const nothing: ReadonlyMap<string, string> = new Map()

/**
 * What the server says about fields that were left, before the save: a declared check failed, or the value of a unique
 * column exists. Fields of inline rows are checked by the save.
 *
 * @param href Where to ask; null if there is nothing to ask about.
 */
export function useChecks(fields: readonly FormField[], href: string | null, form: RefObject<HTMLFormElement | null>) {
  const asked = useMemo(
    () => fields.filter(({ field, line }) => line === null && field.meta.asked).map(({ field }) => field),
    [fields],
  )
  const [found, setFound] = useState(nothing)
  /** The number of the last question about each field: an answer to an earlier one no longer counts. */
  const last = useRef(new Map<string, number>())

  const forget = (name: string) => {
    last.current.set(name, (last.current.get(name) ?? 0) + 1)
    if (found.has(name)) setFound(new Map([...found].filter(([other]) => other !== name)))
  }
  const askAbout = async (field: RecordField): Promise<void> => {
    const { name } = field.meta
    const text = form.current && readText(form.current, field)
    if (href === null || !text || text.length > longestValue) return
    const question = last.current.get(name) ?? 0
    try {
      const query = new URLSearchParams([[`value.${name}`, text]])
      const url = `${href}${href.includes('?') ? '&' : '?'}${query.toString()}`
      const problem = (await fetchJson<Record<string, string>>(url))[name]
      if (problem !== undefined && (last.current.get(name) ?? 0) === question)
        setFound((before) => new Map([...before, [name, problem]]))
    } catch {
      // The save checks it.
    }
  }
  /** Asks about the field that was left, and about those whose texts are suggested from it. */
  const ask = (name: string): void => {
    for (const field of asked)
      if (field.meta.name === name || field.meta.suggestedFrom?.includes(name)) void askAbout(field)
  }
  return { found, forget, ask }
}

import { type RefObject, useMemo, useRef } from 'react'
import type { RelationMeta } from '@/admin/client'
import { controlText, formControl } from './form-control'
import { type LookupQuestion, withParameters } from './use-lookup'

/** A search for text, the row that a value of the relation refers to, or the one with this key. */
type Wanted = { search: string } | { value: string } | { key: string }

/** What a relation's input asks the server. */
export interface RelationQuestions {
  /** Whether the options depend on anything. */
  isLimited: boolean
  about: (wanted: Wanted) => LookupQuestion
  /** For the form of a row to add: what it shares with this one, as a query string with its question mark, or empty. */
  shared: () => string
  /** The values that the options depend on, as one text. */
  followed: () => string
}

/** A search that depends on no form. */
export const searchOf = ({ lookup }: RelationMeta, search: string): LookupQuestion => ({
  url: () => withParameters(lookup, new URLSearchParams({ q: search })),
})

/** No form has values that long that options depend on, and URLs are limited. */
const longestValue = 500

/**
 * Sends along what the form contains: the other columns of a composite key, and the values that the options depend on.
 * The server says which these are; if an answer names more, the question is repeated with them.
 *
 * @param input An input of the form.
 */
export function useRelationQuestions(
  relation: RelationMeta,
  input: RefObject<HTMLInputElement | null>,
): RelationQuestions {
  const { lookup, siblings, shared, within = '' } = relation
  const isLimited = relation.follows !== undefined
  const follows = useRef(new Set(relation.follows))
  return useMemo(() => {
    const textOf = (name: string) => textIn(input.current?.form ?? null, `${within}${name}`)
    const urlOf = (wanted: Wanted) => {
      const query = new URLSearchParams('search' in wanted ? { q: wanted.search } : wanted)
      for (const name of siblings) {
        const text = textOf(name)
        if (text) query.set(`with.${name}`, text)
      }
      for (const name of follows.current) {
        const text = textOf(name)
        if (text !== null && text.length <= longestValue) query.set(`value.${name}`, text)
      }
      return withParameters(lookup, query)
    }
    return {
      isLimited,
      about: (wanted) => ({
        url: () => urlOf(wanted),
        again: (answer) => {
          const unsent = (answer.follows ?? []).filter((name) => !follows.current.has(name))
          for (const name of unsent) follows.current.add(name)
          return unsent.some((name) => textOf(name) !== null)
        },
      }),
      shared: () => {
        const texts = (shared ?? []).map(({ name, from, value }) => [name, value ?? textOf(from ?? '') ?? ''])
        const query = new URLSearchParams(texts.filter(([, text]) => text !== '')).toString()
        return query === '' ? '' : `?${query}`
      },
      followed: () => JSON.stringify([...follows.current].map(textOf)),
    }
  }, [lookup, siblings, shared, within, isLimited, input])
}

/** The text of an input; null if the form has none, and '' for NULL. */
function textIn(form: HTMLFormElement | null, name: string): string | null {
  const control = formControl(form, name)
  return control === null ? null : controlText(control)
}

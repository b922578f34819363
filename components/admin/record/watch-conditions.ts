import type { ConditionAnswer, ConditionQuestion, ConditionTerm } from '@/admin/client'
import type { FormField } from './form-fields'
import type { FieldsNow } from './use-conditions'

interface Watched {
  form: HTMLFormElement
  /** The fields that depend on others. */
  dependent: readonly FormField[]
  /** Null if no field needs the server. */
  conditions: ConditionQuestion | null
  tell: (now: FieldsNow) => void
  stop: AbortController
}

const waitMs = 200

/** No form has values that long that fields depend on, and URLs are limited. */
const longestValue = 500

/** Tells which fields are hidden or locked, now and whenever something is typed, until `stop`. */
export function watchConditions({ form, dependent, conditions, tell, stop }: Watched): void {
  const { signal } = stop
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked: ConditionAnswer | null = null
  let before: string | null = null
  const follows = new Set(conditions?.follows)

  const show = () => tell(fieldsNow(form, dependent, asked))
  const ask = async (question: ConditionQuestion): Promise<void> => {
    const query = queryOf(form, follows)
    if (query === before) return
    before = query
    try {
      const url = `${question.href}${question.href.includes('?') ? '&' : '?'}${query}`
      const answer = await fetch(url, { signal, headers: { Accept: 'application/json' } })
      if (!answer.ok) return
      asked = (await answer.json()) as ConditionAnswer
    } catch {
      // The save decides.
      return
    }
    show()
    const unsent = asked.follows.filter((name) => !follows.has(name))
    for (const name of unsent) follows.add(name)
    if (unsent.length > 0) await ask(question)
  }
  const decide = () => {
    show()
    if (conditions === null) return
    clearTimeout(timer)
    timer = setTimeout(() => void ask(conditions), waitMs)
  }
  signal.addEventListener('abort', () => clearTimeout(timer))
  for (const event of ['input', 'change']) form.addEventListener(event, decide, { signal })
  decide()
}

/** What is typed in a field that is hidden or locked does not count, so the fields are decided again until nothing changes. */
function fieldsNow(form: HTMLFormElement, dependent: readonly FormField[], asked: ConditionAnswer | null): FieldsNow {
  let now: FieldsNow = { hidden: new Set(), locked: new Set() }
  for (let round = 0; round <= dependent.length; round++) {
    const ignored = new Map(
      dependent.flatMap(({ field }) => {
        const { name } = field.meta
        return now.hidden.has(name) || now.locked.has(name) ? [[name, field.value ?? ''] as const] : []
      }),
    )
    const textOf = (name: string) => ignored.get(name) ?? textIn(form, name)
    const isMet = (terms: readonly ConditionTerm[]) => terms.every(({ name, values }) => values.includes(textOf(name)))
    const named = (isIt: (field: FormField) => boolean) =>
      new Set(dependent.filter(isIt).map(({ field }) => field.meta.name))
    const next: FieldsNow = {
      hidden: named(({ field: { meta } }) =>
        meta.visible?.terms
          ? !isMet(meta.visible.terms)
          : asked === null
            ? meta.visible?.met === false
            : asked.hidden.includes(meta.name),
      ),
      locked: named(({ field: { meta } }) =>
        meta.locked?.terms
          ? isMet(meta.locked.terms)
          : asked === null
            ? meta.locked?.met === true
            : asked.locked.includes(meta.name),
      ),
    }
    const isSettled = same(next.hidden, now.hidden) && same(next.locked, now.locked)
    now = next
    if (isSettled) break
  }
  return now
}

const same = (a: ReadonlySet<string>, b: ReadonlySet<string>) =>
  a.size === b.size && [...a].every((name) => b.has(name))

function textIn(form: HTMLFormElement, name: string): string {
  const element = form.elements.namedItem(name)
  if (element instanceof HTMLInputElement && element.type === 'checkbox') return String(element.checked)
  // Radio buttons are a list, which has the value of the one that is chosen.
  return element !== null && 'value' in element && typeof element.value === 'string' ? element.value : ''
}

function queryOf(form: HTMLFormElement, follows: ReadonlySet<string>): string {
  const query = new URLSearchParams()
  for (const name of follows) {
    const text = form.elements.namedItem(name) === null ? null : textIn(form, name)
    if (text !== null && text.length <= longestValue) query.set(`value.${name}`, text)
  }
  return query.toString()
}

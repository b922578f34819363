import type { HTMLElement } from 'node-html-parser'
import { nearValues } from './guess-values'
import { textOf, valueOf, type Visited } from './visitor'

export const headline = (page: Visited) => page.page.querySelectorAll('h1, main p').map(textOf).join(' ').slice(0, 200)

/** What a page says about the last post: its messages, or else its heading. */
export function said(page: Visited): string {
  const words = page.page.querySelectorAll('[role="alert"], .error, .notice:not(.success)').map(textOf).join(' | ')
  return words === '' ? headline(page) : words.slice(0, 400)
}

/** The form of the record, which contains the version. */
export function mainForm(page: Visited): HTMLElement | undefined {
  return page.page.querySelectorAll('form').find((form) => form.querySelector('[name="~base"]'))
}

export function editable(form: HTMLElement): HTMLElement[] {
  return form.querySelectorAll('input, select, textarea').filter((input) => {
    const name = input.getAttribute('name') ?? ''
    const type = input.getAttribute('type') ?? 'text'
    return (
      name !== '' &&
      !/^[~$]/u.test(name) &&
      !input.hasAttribute('disabled') &&
      !['hidden', 'checkbox', 'radio', 'password', 'submit'].includes(type)
    )
  })
}

export const options = (select: HTMLElement) =>
  select
    .querySelectorAll('option')
    .map((option) => option.getAttribute('value') ?? '')
    .filter((value) => value !== '')

export function otherValues(input: HTMLElement): Iterable<string> {
  const value = valueOf(input)
  if (input.tagName === 'SELECT') return options(input).filter((option) => option !== value)
  return nearValues(value)
}

export function* take(values: Iterable<string>, most: number): Generator<string> {
  let taken = 0
  for (const value of values) {
    if (taken++ >= most) return
    yield value
  }
}

/** The first row's values, for inputs of a new row that do not suggest a value themselves. */
export function beginLike(form: HTMLElement, model: ReadonlyMap<string, string>): Record<string, string> {
  const begin: Record<string, string> = {}
  for (const input of editable(form)) {
    const name = input.getAttribute('name') ?? ''
    const like = model.get(name)
    if (like !== undefined && valueOf(input) === '') begin[name] = like
  }
  return begin
}

/** A typed value and a ticked NULL contradict each other, so NULL is unticked. */
export function withoutNulls(change: Readonly<Record<string, string | null>>): Record<string, string | null> {
  return {
    ...change,
    ...Object.fromEntries(
      Object.entries(change)
        .filter(([, value]) => value !== '' && value !== null)
        .map(([name]) => [`~null.${name}`, null]),
    ),
  }
}

/** If an error names no field, the required ones may conflict with an existing row. */
export const uniqueLooking = (form: HTMLElement | undefined) =>
  form ? editable(form).filter((input) => input.getAttribute('aria-required') === 'true') : []

/** The path of a record's page. */
export const recordLink = /^\/admin\/[^/?]+\/[^/?]+(\?|$)/u

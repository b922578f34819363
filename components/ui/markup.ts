/** Markup that is safe to insert: only the `markup` tag creates it, and it escapes every value. */
export interface Markup {
  readonly html: string
}

const special = /[&<>"']/
const specials = /[&<>"']/g
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escape(text: string): string {
  return special.test(text) ? text.replace(specials, (character) => entities[character] ?? character) : text
}

/**
 * Writes markup where React elements would cost too much, as in the rows of a list. Values are escaped, both for text
 * and for quoted attributes; `Markup` is inserted unchanged.
 */
export function markup(parts: TemplateStringsArray, ...values: (string | Markup)[]): Markup {
  let html = parts[0] ?? ''
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? ''
    html += (typeof value === 'string' ? escape(value) : value.html) + (parts[index + 1] ?? '')
  }
  return { html }
}

/** Concatenates markup. */
export function joinMarkup(pieces: readonly Markup[]): Markup {
  let html = ''
  for (const piece of pieces) html += piece.html
  return { html }
}

export const noMarkup: Markup = { html: '' }

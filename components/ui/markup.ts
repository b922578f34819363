/** Markup that is safe to insert: only the `markup` tag makes it, and that escapes everything put into it. */
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
 * Writes markup for the one place where React's elements would cost too much, the rows of a list. Values are escaped, for
 * text and for attributes in quotes alike; `Markup` is taken as it is.
 */
export function markup(parts: TemplateStringsArray, ...values: (string | Markup)[]): Markup {
  let html = parts[0] ?? ''
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? ''
    html += (typeof value === 'string' ? escape(value) : value.html) + (parts[index + 1] ?? '')
  }
  return { html }
}

/** One after another. */
export function joinMarkup(pieces: readonly Markup[]): Markup {
  let html = ''
  for (const piece of pieces) html += piece.html
  return { html }
}

export const noMarkup: Markup = { html: '' }

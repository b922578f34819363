/** Puts a text into an input as if it had been typed, including the event. */
export function fillInput(element: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement, text: string): void {
  if (element instanceof HTMLInputElement && element.type === 'checkbox') element.checked = text === 'true'
  else element.value = text
  element.dispatchEvent(new Event('input', { bubbles: true }))
}

/** For the `pattern` attribute: matches exactly this text. */
export function exactPattern(text: string): string {
  return [...text]
    .map((character) => (/[A-Za-z0-9]/.test(character) ? character : `\\u{${character.codePointAt(0)?.toString(16)}}`))
    .join('')
}

import { type FormControl, isGroup, putText } from './form-control'

/** Puts a text into an input as if it had been typed, including the event. */
export function fillInput(control: FormControl, text: string): void {
  putText(control, text)
  const element = isGroup(control) ? (control.find(({ checked }) => checked) ?? control[0]) : control
  element?.dispatchEvent(new Event('input', { bubbles: true }))
}

/** For the `pattern` attribute: matches exactly this text. */
export function exactPattern(text: string): string {
  return [...text]
    .map((character) => (/[A-Za-z0-9]/.test(character) ? character : `\\u{${character.codePointAt(0)?.toString(16)}}`))
    .join('')
}

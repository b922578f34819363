type Single = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/** What holds the text of a field in a form: one element, or the radio buttons that share its name. */
export type FormControl = Single | readonly HTMLInputElement[]

export const isGroup = (control: FormControl): control is readonly HTMLInputElement[] => Array.isArray(control)

/** The control with this name; null if there is none, or several elements that are no radio buttons. */
export function formControl(form: HTMLFormElement | null | undefined, name: string): FormControl | null {
  const found = form?.elements.namedItem(name) ?? null
  const radios = (found instanceof RadioNodeList ? [...found] : [found]).filter(isRadio)
  if (radios.length > 0) return radios
  const isSingle =
    found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement || found instanceof HTMLSelectElement
  return isSingle ? found : null
}

const isRadio = (node: Node | null): node is HTMLInputElement =>
  node instanceof HTMLInputElement && node.type === 'radio'

/** What the control would post: '' if no radio button is chosen; `true` or `false` for a checkbox. */
export function controlText(control: FormControl): string {
  if (isGroup(control)) return control.find(({ checked }) => checked)?.value ?? ''
  return control.type === 'checkbox' ? String((control as HTMLInputElement).checked) : control.value
}

/** Puts a text into a control. Of radio buttons, none is chosen if none has this value. */
export function putText(control: FormControl, text: string): void {
  if (isGroup(control)) for (const radio of control) radio.checked = radio.value === text
  else if (control.type === 'checkbox') (control as HTMLInputElement).checked = text === 'true'
  else control.value = text
  // For what is drawn in place of the control. It does not count as typed.
  if (!isGroup(control)) control.dispatchEvent(new Event('textset'))
}

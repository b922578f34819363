/** The open dialog above all others. Each is opened after those that come before it in the document. */
export const topDialog = (): HTMLDialogElement | null =>
  [...document.querySelectorAll<HTMLDialogElement>('dialog[open]')].at(-1) ?? null

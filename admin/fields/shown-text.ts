/** The maximum length of a value shown among others: in a history, a conflict, the facts of a row. */
export const briefLength = 300

/** The maximum length of a read-only value on its record page. */
export const readLength = 5_000

/** The maximum length of a value in a form, which is sent several times. A longer one is shown on a page of its own. */
export const formLength = 256 * 1024

/** The start of a long text, with an ellipsis. Never splits a character. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text
  const cut = text.slice(0, most)
  return `${/[\uD800-\uDBFF]$/u.test(cut) ? cut.slice(0, -1) : cut}…`
}

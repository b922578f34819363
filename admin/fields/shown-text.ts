/** Characters of a value where it stands among others: in a history, a conflict, the facts of a row. */
export const briefLength = 300

/** Characters of a value that is only read, on the page of its row. */
export const readLength = 5_000

/** Characters of a value that a form still takes up: it is sent several times over. A longer one is read on its own page. */
export const formLength = 256 * 1024

/** The beginning of a long text, marked as one; never half a character. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text
  const cut = text.slice(0, most)
  return `${/[\uD800-\uDBFF]$/u.test(cut) ? cut.slice(0, -1) : cut}…`
}

/**
 * Converts every line end to LF. Browsers keep only LF in a textarea and send CRLF, whatever the value was, so texts
 * that differ only in line ends are equal to a form.
 *
 * @see https://html.spec.whatwg.org/multipage/form-elements.html#concept-textarea-api-value
 */
export function withLineFeeds(text: string): string {
  return text.replaceAll(/\r\n?/gu, '\n')
}

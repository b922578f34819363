/**
 * A text with LF for every line end. Browsers keep only LF in a text area and send CRLF, whatever it was given: two texts
 * that differ in nothing else are the same to a form.
 *
 * @see https://html.spec.whatwg.org/multipage/form-elements.html#concept-textarea-api-value
 */
export function withLineFeeds(text: string): string {
  return text.replaceAll(/\r\n?/gu, '\n')
}

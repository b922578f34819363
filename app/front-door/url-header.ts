/**
 * The header in which the front door passes on the path and query string of a request: Next.js does not tell a page its
 * own URL. A header of this name from outside is replaced.
 */
export const urlHeader = 'x-brolly-url'

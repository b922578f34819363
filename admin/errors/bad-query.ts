import { AdminError } from '.'

/** For a URL or a filter that cannot be read. */
export const badQuery = (message: string): AdminError => new AdminError('BAD_QUERY', message)

/** The start of what was sent, for a message. */
export const shorten = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text)

/** One spelling for one account: trimmed, NFKC, lower case. A NUL, which no text in the database can hold, is made visible. */
export const normalEmail = (email: string): string =>
  email.replaceAll('\0', '\uFFFD').trim().normalize('NFKC').toLowerCase()

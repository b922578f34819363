/** One spelling for one account: trimmed, NFKC, lower case. */
export const normalEmail = (email: string): string => email.trim().normalize('NFKC').toLowerCase()

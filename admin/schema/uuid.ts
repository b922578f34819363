/** Whether a text is a uuid as PostgreSQL prints it; capital letters are accepted too. */
export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu.test(text)

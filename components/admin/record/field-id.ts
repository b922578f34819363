/** The id of an input's element, and of a row or an inline that errors lead to. */
export const fieldId = (name: string): string => `f-${name}`

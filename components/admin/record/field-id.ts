/** The id of the element of an input, a row or an inline, to which errors link. */
export const fieldId = (name: string): string => `f-${name}`

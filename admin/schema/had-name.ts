/** The name of the input that holds the keys a many-to-many relation was loaded with, beside its own input. */
export const hadName = (name: string): string => `~had.${name}`

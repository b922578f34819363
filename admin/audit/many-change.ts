/**
 * The name in an audit entry's changes under which a record's entry holds the keys of related rows that were removed and
 * added. The names of columns never begin like this.
 */
export const manyChange = (name: string): string => `~many ${name}`

/** The relation's name in such a change; null for the name of a column. */
export const manyOfChange = (name: string): string | null => (name.startsWith('~many ') ? name.slice(6) : null)

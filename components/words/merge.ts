export const stays = 'Stays'
export const column = 'Column'
export const staysOf = (label: string) => `${label} stays`
export const valueOf = (column: string, label: string) => `${column} of ${label}`
export const clash = 'Delete rows that cannot be moved, because the row that stays has such a row already'
export const sameValues = 'All other columns have the same values.'
export const lead =
  'One row stays. Everything that refers to the others will refer to it, and the others are deleted. The next page shows all of it first.'

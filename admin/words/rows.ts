export const noSuch = (singular: string) => `There is no such ${singular}.`
export const noSuchRow = 'There is no such row.'
export const noSuchValue = 'There is no such value.'
export const mayNot = (verb: string, plural: string) => `You may not ${verb} ${plural}.`
export const mayNotSearch = 'You may not search here.'
export const lookupPage = (last: number) =>
  `“page” takes a whole number from 1 to ${last}. Type more to narrow the search.`
export const mayNotChange = (singular: string) => `You may not change this ${singular}.`

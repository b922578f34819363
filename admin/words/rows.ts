export const noSuch = (singular: string) => `There is no such ${singular}.`
export const notOffered = (singular: string) => `This ${singular} is not available. Choose another one.`
export const noSuchRow = 'There is no such row.'
export const noSuchValue = 'There is no such value.'
export const mayNot = (verb: string, plural: string) => `You do not have permission to ${verb} ${plural}.`
export const mayNotSearch = 'You do not have permission to search here.'
export const lookupPage = (last: number) =>
  `“page” must be a whole number from 1 to ${last}. Type more to narrow the search.`
export const mayNotChange = (singular: string) => `You do not have permission to change this ${singular}.`
export const noSuchTab = 'This row has no such page.'
export const mayNotOpenTab = 'You do not have permission to open this page.'
export const mayNotReveal = 'You may not show masked values of this table.'

export const noCard = 'This card no longer exists.'
export const tooSlow = 'This took too long. Open the list to see it.'
export const tookTooLong = 'This took too long.'
export const failed = 'This card could not be loaded.'
/** For superusers, who may view every column: for others the card is left out. */
export const badQuery = (problem: string) => `The query of this card does not fit its table. ${problem}`
export const badTable = 'The table of this card is not part of the site.'
export const noGroup = 'The query of this card has no group.'

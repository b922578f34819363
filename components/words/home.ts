/** The words of the cards of the start page. */
export const title = 'At a glance'
export const noRows = 'No rows.'
export const failed = 'This card could not be loaded.'

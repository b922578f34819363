/** The name of the card that summarises a linked row. */
export const card = 'Linked row'
export const notThere = 'This row no longer exists, or you may not view it.'
export const notLoaded = 'This row could not be loaded.'

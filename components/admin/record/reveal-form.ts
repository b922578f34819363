/** The form that the buttons of masked fields send before JavaScript: the value is the whole answer, in a new tab. */
export const revealForm = 'reveal-masked'

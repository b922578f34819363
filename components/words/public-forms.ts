export const logIn = 'Log in to send this form.'
export const saved = 'Thank you. This was saved.'
export const sending = 'Sending…'

export const forgotten = 'Forgotten password?'
export const resetLead = 'We send you a link to choose a new one.'
export const sendLink = 'Send the link'
export const sending = 'Sending…'
export const mailOnItsWay = (email: string) =>
  `If there is an account for ${email}, a mail is on its way to it. It may take a few minutes; look into the spam folder, too.`
export const backToLogin = 'Log in'
export const noMail = 'This site cannot send mail yet. Ask an administrator for a new password.'
export const linkTitle = 'Your link'
export const linkVoid =
  'This link is no longer valid: it was used, has expired, or a newer one was sent. Ask for a new one.'
export const linkTitles = {
  reset: 'Choose a new password',
  invitation: 'Welcome',
  registration: 'Create your account',
  email: 'Confirm the address',
} as const
export const forAddress = (email: string) => `For ${email}.`
export const passwordChosen = 'Your new password was set. Log in with it.'

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
export const register = 'Register'
export const registerLead = 'We send a link to your address, to make sure that it is yours.'
export const byInvitation = 'Accounts are made by invitation. Ask the people who run this site for one.'
export const noRegistrationMail = 'This site cannot send mail yet, so nobody can register.'
export const registrationOnItsWay = (email: string) =>
  `A mail is on its way to ${email}. It may take a few minutes; look into the spam folder, too.`
export const name = 'Name'
export const passwordAgain = 'Password again'
export const createAccount = 'Create the account'
export const addAccount = 'Add a user'
export const add = 'Add'
export const cancel = 'Cancel'
export const access = 'Access'
export const canLogIn = 'Can log in to the admin'
export const superuser = 'Superuser'
export const howTheyGetIn = 'How they get in'
export const entries = {
  invitation: 'By an invitation that is mailed to them',
  password: 'With a password that I type now',
  none: 'Without a password: only through single sign-on',
} as const
export const invited = (email: string) => `An invitation is on its way to ${email}.`
export const added = (email: string) => `The account of ${email} was added.`
export const invite = 'Invitation'
export const inviteWhom = (email: string) => `Invite ${email}`
export const inviteLead = 'They get a link by mail to choose a password. Links of earlier invitations end.'
export const sendInvitation = 'Send the invitation'

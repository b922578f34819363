export const forgotten = 'Forgotten password?'
export const resetLead = 'We send you a link to choose a new one.'
export const sendLink = 'Send the link'
export const sending = 'Sending…'
export const mailOnItsWay = (email: string) =>
  `If there is an account for ${email}, a mail is on its way to it. It may take a few minutes; check your spam folder too.`
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
  'email-cancel': 'Cancel the address change',
} as const
export const forAddress = (email: string) => `For ${email}.`
export const emailLead = (present: string, wanted: string) =>
  `The email address of ${present} changes to ${wanted}. Its other sessions end.`
export const confirmEmail = 'Use this address'
export const cancelLead = (present: string, wanted: string) =>
  `The account ${present} keeps its address and does not change to ${wanted}.`
export const cancelEmail = 'Cancel the change'
export const changeEmail = 'Change the email address'
export const changeEmailLead = (email: string) =>
  `Your email address is ${email}. A link is mailed to the new address, and a notice to this one. The address changes when you use the link.`
export const newEmail = 'New email address'
export const sendConfirmation = 'Send the link'
export const confirmationOnItsWay = (email: string) =>
  `A mail is on its way to ${email}. Your address changes when you use its link, within a day.`
export const noEmailChange =
  'This site cannot send mail yet, so you cannot change your address yourself. Ask an administrator.'
export const noPasswordYet = 'Your account has no password.'
export const noPasswordMail = 'To get one, ask an administrator: this site cannot send mail yet.'
export const noPasswordLead = (email: string) => `To choose one, ask for a link. It is mailed to ${email}.`
export const removePassword = 'Remove the password'
export const removePasswordLead =
  'You can log in without it. Once removed, it cannot be guessed or stolen. Your other sessions end.'
export const confirmToRemovePassword = 'To remove your password, confirm that it is you'
export const passwordBeforeEmail = 'To change your address, choose a password first.'
export const firstPasswordOnItsWay = (email: string) => `A mail with a link is on its way to ${email}.`
export const doneNotices: ReadonlyMap<string, string> = new Map([
  ['profile', 'Your details were saved.'],
  ['password', 'Your password was changed and your other sessions were ended.'],
  ['email', 'Your address was changed and your other sessions were ended.'],
  ['connected', 'The log-in was connected to your account.'],
  ['disconnected', 'The log-in was disconnected from your account.'],
  ['renamed', 'The passkey was renamed.'],
  ['password-removed', 'Your password was removed and your other sessions were ended.'],
  ['factor', 'The factor was removed and your other sessions were ended.'],
  ['cancelled', 'The address change was cancelled. If you did not ask for it, choose a new password.'],
])
export const passwordChosen = 'Your new password was set. Log in with it.'
export const register = 'Register'
export const registerLead = 'We send a link to your address, to make sure that it is yours.'
export const byInvitation = 'Accounts are by invitation only. Ask an administrator of this site for one.'
export const noRegistrationMail = 'This site cannot send mail yet, so nobody can register.'
export const registrationOnItsWay = (email: string) =>
  `A mail is on its way to ${email}. It may take a few minutes; check your spam folder too.`
export const yourDetails = 'Your details'
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
export const inviteLead = 'They get a link by mail to choose a password. Links in earlier invitations stop working.'
export const sendInvitation = 'Send the invitation'
export const members = 'Members'
export const membersOf = (group: string) => `Members of ${group}`
export const noMembers = 'Nobody is in this group.'
export const email = 'Email'
export const firstMembers = 'First page'
export const nextMembers = 'Next page'

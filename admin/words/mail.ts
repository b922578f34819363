export const notOneAddress = 'A mail needs exactly one address, such as ada@example.org.'
export const subjectOneLine = 'The subject of a mail is one line of text.'
export const notSetUp = 'This site cannot send mail yet. Ask an administrator.'
export const onlySuperusersRead = 'Only superusers can see the mailbox.'
export const mailbox = 'Mailbox'
export const states = {
  waiting: 'Waiting',
  sent: 'Sent',
  kept: 'Kept here',
  dropped: 'Not needed',
  failed: 'Given up',
} as const

const hoursIn = (hours: number) =>
  hours % 24 === 0 ? (hours === 24 ? 'a day' : `${hours / 24} days`) : hours === 1 ? 'an hour' : `${hours} hours`
export const validFor = (hours: number) => `The link works once, within ${hoursIn(hours)}.`
export const notYou = 'If you did not ask for this, ignore this mail: nothing has changed.'

export const resetSubject = (site: string) => `Choose a new password for ${site}`
export const resetText = (site: string) => `Somebody asked for a new password for your account at ${site}.`
export const resetLink = 'Choose a new password'

/** What a mail is about, where its text is not kept. */
export const kindName = (kind: string): string => kinds.get(kind) ?? kind
const kinds = new Map([
  ['reset', 'New password'],
  ['invitation', 'Invitation'],
  ['registration', 'Registration'],
  ['email', 'New email address'],
  ['email-notice', 'Change of the email address'],
  ['faults', 'Errors'],
  ['message', 'Message'],
])

export const faultSubject = (site: string, kind: string) => `Error in ${site}: ${kind}`
export const faultText = (site: string, reference: string) =>
  `Something went wrong in ${site}. The log of the server has the whole error under the reference ${reference}. It is not in this mail, because it may contain data.`
export const faultRoute = (route: string) => `Route: ${route}`
export const faultKinds = (kinds: string) => `Error: ${kinds}`
export const faultAt = (frames: string) => `At:\n${frames}`
export const faultSince = (times: number) =>
  `Since the last mail about it, this server has seen it ${times === 1 ? 'once' : `${times} times`} more.`
export const faultNext = 'There is at most one mail an hour about each error.'
export const faultLast = 'This is the last mail about errors for an hour, whatever else goes wrong: check the log.'

export const invitationSubject = (site: string) => `Your account at ${site}`
export const invitationText = (by: string, site: string) => `${by} created an account for you at ${site}.`
export const invitationLink = 'Choose a password and begin'
export const registrationSubject = (site: string) => `Your registration at ${site}`
export const registrationText = (site: string) => `Somebody asked for an account at ${site} with this address.`
export const registrationLink = 'Create the account'
export const haveAccountSubject = (site: string) => `You have an account at ${site}`
export const haveAccountText = (site: string) =>
  `Somebody wanted to register at ${site} with this address. You have an account already: log in, or choose a new password there.`
export const emailSubject = (site: string) => `Your new address at ${site}`
export const emailText = (present: string, site: string) =>
  `The account ${present} at ${site} asked to change its email address to this one. Confirm that it is yours.`
export const emailLink = 'Use this address'
export const emailTakenText = (site: string) =>
  `Somebody tried to change the email address of their account at ${site} to this one, which your account already uses.`
export const emailNoticeSubject = (site: string) => `Your email address at ${site} is about to change`
export const emailNoticeText = (wanted: string, site: string) =>
  `The email address of your account at ${site} is about to change to ${wanted}. It changes when the link mailed to that address is used.`
export const emailNoticeHelp =
  'If you did not ask for this, cancel it, and choose a new password: somebody knows your current one.'
export const emailCancelLink = 'Cancel the change'
export const logInLink = 'Log in'

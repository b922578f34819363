import { plural } from './plural'

export const notAnEmail = (email: string) => `“${email}” is not an email address.`
export const enterEmail = 'Enter an email address.'
export const profileNotMigrated = (table: string) =>
  `The table “${table}” with the profiles of accounts is not in the database yet. Run \`npx brolly migrate\` first.`
export const emailTaken = (email: string) => `A user with the email ${email} already exists.`
export const sameEmail = 'This is already your email address.'
export const hasPasswordAlready = 'Your account already has a password.'
export const thisEmailTaken = 'A user with this email already exists.'
export const groupNotFound = (name: string) => `Group “${name}” not found.`
export const noUserWithEmail = (email: string) => `No user with the email ${email}.`
export const userNotFound = 'User not found.'
export const lastSuperuser =
  'This is the last superuser who can log in. Nothing was changed. Create another superuser first.'
export const activeHelp =
  'Clear this instead of deleting the user: access ends with the next request, and the history is kept.'
export const superuserHelp = 'Has every permission, without explicit grants.'
export const save = 'Save'
export const noProfileKey =
  'The table of accounts.profile is not exported by the schema, or has no column with the name of accounts.key.'
export const noOwnProfile = 'There is nothing here that you can change yourself.'
export const canLogIn = 'Can log in to the admin'
export const active = 'Active'
export const superuser = 'Superuser'
export const group = 'Accounts'
export const access = 'Access'
export const dates = 'Dates'
export const tooManyLogins = 'Too many login attempts at the moment. Try again in a minute.'
export const passwordTooLong = (bytes: number) => `The password can have at most ${bytes} bytes.`
export const passwordTooShort = (characters: number) => `The password must have at least ${characters} characters.`
export const passwordTooCommon = 'This password is too common. Choose another.'
export const passwordDigitsOnly = 'The password cannot be digits only.'
export const passwordSimilar = 'The password is too similar to the name or the email address.'
export const passwordIsEmail = 'The password cannot be the email address.'
export const permissionsAre = (permission: string, verbs: string) => `“${permission}”: the permissions are ${verbs}`
export const noSuchTable = (permission: string) => `“${permission}”: no such table`
export const unknownPermission = (problems: string, example: string) =>
  `Unknown permission ${problems}. A permission is written <table>.<permission>, such as ${example}.`
export const passwordsDiffer = 'The two passwords differ.'
export const differsFromFirst = 'This differs from the first.'
export const ownPasswordElsewhere = 'To change your own password, use “Change password” in your menu.'
export const notPresentPassword = 'This is not your current password.'
export const onlySuperusersGrant = 'Only superusers can change permissions.'
export const unknownGrant = 'The form contains an unknown permission or group. Reload the page.'
export const permissionsMoved =
  'Someone else changed these permissions in the meantime. Nothing was saved. Reload the page.'
export const changePassword = 'Change password'
export const setPassword = 'Set password'
export const groupsAndPermissions = 'Groups and permissions'
export const members = 'Members'
export const permissions = 'Permissions'
export const tooManyAttempts = (seconds: number) => {
  const minutes = Math.ceil(seconds / 60)
  return seconds < 60
    ? plural(seconds, {
        one: 'Too many attempts. Try again in 1 second.',
        other: `Too many attempts. Try again in ${seconds} seconds.`,
      })
    : plural(minutes, {
        one: 'Too many attempts. Try again in 1 minute.',
        other: `Too many attempts. Try again in ${minutes} minutes.`,
      })
}
export const endedMeanwhile = 'The session has ended.'
export const linkVoid =
  'This link is no longer valid: it was used, has expired, or a newer one was sent. Ask for a new one.'
export const nameNotPossible = 'A name must be a single line of at most 200 characters.'
export const registrationClosed = 'Registration is closed.'
export const invitationsOff =
  'Nobody can be invited: accounts.registration in admin.config.ts is “closed”. Set it to “invitation”.'
export const chooseEntry = 'Choose how they get in.'
export const needsNoInvitation = 'This account is inactive or already has a password, so it cannot be invited.'
export const invitation = 'Invitation'
export const login = 'Logs in'
export const groupsOf = 'Groups'
export const groupOf = 'Group'
export const loginStates = {
  inactive: 'No: inactive',
  password: 'With a password',
  passwordAndFactor: 'With a password and a second factor',
  passkey: 'With a passkey',
  signOn: 'With single sign-on',
  sending: 'Not yet: the invitation is being sent',
  invited: 'Not yet: invited until ',
  none: 'Without a password',
} as const

export const revealValues = 'Reveal masked values'

export const password = 'Password'
export const noPasswordToRemove = 'Your account has no password.'
export const passwordOnlyWayIn =
  'Your password is the only way into your account. Add a passkey that asks for a PIN or a fingerprint, and log in with it once, or connect single sign-on.'

export const email = 'Email'
export const password = 'Password'
export const logIn = 'Log in'
export const loggingIn = 'Logging in…'
export const currentPassword = 'Current password'
export const newPassword = 'New password'
export const newPasswordAgain = 'New password again'
export const changePassword = 'Change password'
export const setPassword = 'Set password'
export const passwordChanged = 'Your password was changed and your other sessions were ended.'
export const passwordSet = (email: string) => `The password of ${email} was set and their sessions were ended.`
export const refused = 'Wrong email or password, or the account does not have access.'
export const wrong = 'Wrong email or password.'
export const enterBoth = 'Enter your email and password.'
export const noAccess = (email: string) =>
  `You are logged in as ${email}, which does not have access to this admin. Log in with another account, or ask an administrator for access.`
export const noAccount =
  'You are logged in, but your account does not have access to this page. Log in with another account, or ask an administrator for access.'
export const endsOtherSessions = 'This ends your other sessions. You stay logged in here.'
export const logOut = 'Log out'
export const yourAccount = 'Your account'
export const loggedInAs = (email: string) => `You are logged in as ${email}.`
export const openAdmin = 'Open the admin'
